import { decode } from "next-auth/jwt";
import type { Principal } from "@/lib/principals/principal";
import { findPrincipal } from "@/lib/principals/queries";
import { sessionCookieName, sessionSecret } from "@/lib/principals/session";
import type { Runtime } from "@/lib/runtime/runtime";

/** Who the session cookie of a request belongs to, as the database knows them now; null without a valid session. */
export async function findSessionPrincipal(runtime: Runtime, request: Request): Promise<Principal | null> {
  const cookie = cookieValue(request.headers.get("cookie") ?? "", sessionCookieName(runtime.config));
  if (!cookie) return null;
  const claims = await decode({ token: cookie, secret: sessionSecret(runtime.config) }).catch(() => null);
  if (typeof claims?.principalId !== "string") return null;
  const principal = await findPrincipal(runtime.pool, claims.principalId);
  return principal?.deactivatedAt === null ? principal : null;
}

function cookieValue(header: string, name: string): string | null {
  for (const pair of header.split(";")) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return null;
}
