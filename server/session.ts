import { decode } from "next-auth/jwt";
import { authenticationOf, type SignedIn } from "@/lib/principals/authentication";
import { findPrincipal } from "@/lib/principals/queries";
import { sessionCookieName, sessionSecret } from "@/lib/principals/session";
import type { Runtime } from "@/lib/runtime/runtime";

/** Who the session cookie of a request belongs to, as the database knows them now and as they signed in; null without a valid session. */
export async function findSessionHolder(runtime: Runtime, request: Request): Promise<SignedIn | null> {
  const cookie = cookieValue(request.headers.get("cookie") ?? "", sessionCookieName(runtime.config));
  if (!cookie) return null;
  const claims = await decode({ token: cookie, secret: sessionSecret(runtime.config) }).catch(() => null);
  if (typeof claims?.principalId !== "string") return null;
  const principal = await findPrincipal(runtime.pool, claims.principalId);
  if (principal?.deactivatedAt !== null) return null;
  return { principal, authentication: authenticationOf(claims, new Date()) };
}

function cookieValue(header: string, name: string): string | null {
  for (const pair of header.split(";")) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return null;
}
