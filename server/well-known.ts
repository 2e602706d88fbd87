import type { Config } from "@/lib/config/config";
import type { Runtime } from "@/lib/runtime/runtime";
import { proofAlgorithms } from "@/lib/tokens/dpop-proof";
import { publishedKeys } from "@/lib/tokens/keys";
import { deviceCode, tokenExchange } from "./oauth/token-types";

const cached = (seconds: number) => ({ headers: { "cache-control": `public, max-age=${seconds}` } });

/** GET /.well-known/oauth-authorization-server (RFC 8414): what is there, and nothing that is not. */
export function handleMetadata({ baseUrl }: Pick<Config, "baseUrl">): Response {
  return Response.json(
    {
      issuer: baseUrl,
      token_endpoint: `${baseUrl}/oauth/token`,
      token_endpoint_auth_methods_supported: ["none"],
      jwks_uri: `${baseUrl}/oauth/jwks`,
      introspection_endpoint: `${baseUrl}/oauth/introspect`,
      introspection_endpoint_auth_methods_supported: ["client_secret_basic"],
      revocation_endpoint: `${baseUrl}/oauth/revoke`,
      revocation_endpoint_auth_methods_supported: ["client_secret_basic"],
      status_list_aggregation_endpoint: `${baseUrl}/oauth/status-lists`,
      response_types_supported: [],
      device_authorization_endpoint: `${baseUrl}/oauth/device_authorization`,
      grant_types_supported: [tokenExchange, deviceCode],
      dpop_signing_alg_values_supported: proofAlgorithms,
      authorization_details_types_supported: ["urn:daypass:grant"],
      service_documentation: `${baseUrl}/docs/api`,
    },
    cached(300),
  );
}

/** GET /oauth/jwks (RFC 7517). Short-lived in caches: a key that is withdrawn must be gone soon. */
export async function handleKeys(runtime: Runtime): Promise<Response> {
  return Response.json(await publishedKeys(runtime), cached(60));
}
