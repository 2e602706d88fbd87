import type { Config } from "@/lib/config/config";
import { deliveryMethods } from "@/lib/signals/row";
import { TextResponse } from "../text-response";

/**
 * GET /.well-known/ssf-configuration (SSF 1.0, section 7.1). There is no adding and removing of subjects: a service hears of
 * everybody who holds access to it, and of nobody else.
 */
export function handleConfiguration({ baseUrl }: Pick<Config, "baseUrl">): Response {
  return TextResponse.ofJson(
    {
      spec_version: "1_0",
      issuer: baseUrl,
      jwks_uri: `${baseUrl}/oauth/jwks`,
      delivery_methods_supported: Object.values(deliveryMethods),
      configuration_endpoint: `${baseUrl}/ssf/stream`,
      status_endpoint: `${baseUrl}/ssf/status`,
      verification_endpoint: `${baseUrl}/ssf/verify`,
      authorization_schemes: [{ spec_urn: "urn:ietf:rfc:7617" }],
      default_subjects: "ALL",
    },
    200,
    { "cache-control": "public, max-age=300" },
  );
}
