import type { Runtime } from "@/lib/runtime/runtime";
import { authenticateService, type ServiceIdentity } from "@/lib/services/credentials";
import { OAuthError } from "@/lib/tokens/oauth-error";

/** The service that calls, by its credential in HTTP Basic, form-encoded as RFC 6749, section 2.3.1 has it. */
export async function authenticateClient(request: Request, runtime: Runtime): Promise<ServiceIdentity> {
  const pair = basicPair(request.headers.get("authorization"));
  const service = pair ? await authenticateService(runtime, pair.id, pair.secret) : null;
  if (!service)
    throw new OAuthError(
      "invalid_client",
      "Send the service's own credential with HTTP Basic. Its owners make one on the service's page.",
    );
  return service;
}

function basicPair(authorization: string | null): { id: string; secret: string } | null {
  const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? "")?.[1];
  const text = encoded ? Buffer.from(encoded, "base64").toString("utf8") : "";
  const colon = text.indexOf(":");
  if (colon < 1) return null;
  try {
    return {
      id: decodeURIComponent(text.slice(0, colon)),
      secret: decodeURIComponent(text.slice(colon + 1)),
    };
  } catch {
    return null;
  }
}
