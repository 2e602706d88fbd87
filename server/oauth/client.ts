import type { Runtime } from "@/lib/runtime/runtime";
import { authenticateService, type ServiceIdentity } from "@/lib/services/credentials";
import { OAuthError } from "@/lib/tokens/oauth-error";
import { nameOf } from "@/lib/tokens/rate-limit";
import { limitsOf, takeCall } from "./limits";

export interface ClientCredential {
  id: string;
  secret: string;
}

/** The service that calls, proven by its credential. */
export async function authenticateClient(request: Request, runtime: Runtime): Promise<ServiceIdentity> {
  const { id, secret } = readCredential(request);
  takeCall(limitsOf(runtime).credentials, nameOf(`${id} ${secret}`));
  const service = await authenticateService(runtime, id, secret);
  if (!service) throw unknownClient();
  return service;
}

/** What HTTP Basic carries, form-encoded as RFC 6749, section 2.3.1 has it. Nobody has proven anything yet. */
export function readCredential(request: Request): ClientCredential {
  const [, encoded] = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  const [, id, secret] = /^([^:]+):(.*)$/s.exec(Buffer.from(encoded ?? "", "base64").toString("utf8")) ?? [];
  if (!id || !secret) throw unknownClient();
  return { id: decode(id), secret: decode(secret) };
}

function decode(text: string): string {
  let plain: string;
  try {
    plain = decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw unknownClient();
  }
  // No credential of ours holds anything else, and the database takes no NUL.
  if (!/^[\x20-\x7e]{1,200}$/.test(plain)) throw unknownClient();
  return plain;
}

export const unknownClient = () =>
  new OAuthError(
    "invalid_client",
    "Send the service's own credential with HTTP Basic. Its owners make one on the service's page.",
  );
