import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { decode } from "next-auth/jwt";
import { cache } from "react";
import { actorOf, type Context } from "@/lib/context/context";
import { authenticationOf } from "@/lib/principals/authentication";
import { type PlatformRole, platformRolesOf } from "@/lib/principals/platform-role";
import type { Principal } from "@/lib/principals/principal";
import { findPrincipal } from "@/lib/principals/queries";
import { sessionCookieName, sessionSecret } from "@/lib/principals/session";
import { sharedRuntime } from "@/lib/runtime/runtime";

export interface Session {
  principal: Principal;
  platformRoles: PlatformRole[];
  ctx: Context;
}

/**
 * Who is signed in, or null. The principal is read from the database on every request, so a session ends the moment its
 * holder is deactivated.
 */
export const findSession = cache(async (): Promise<Session | null> => {
  const runtime = sharedRuntime();
  const token = (await cookies()).get(sessionCookieName(runtime.config))?.value;
  const claims = token
    ? await decode({ token, secret: sessionSecret(runtime.config) }).catch(() => null)
    : null;
  if (typeof claims?.principalId !== "string") return null;
  const principal = await findPrincipal(runtime.pool, claims.principalId);
  if (!principal || principal.deactivatedAt) return null;
  const requestId = (await headers()).get("x-request-id") ?? "page";
  return {
    principal,
    platformRoles: platformRolesOf(principal, runtime.config),
    ctx: { runtime, actor: actorOf(principal, authenticationOf(claims, new Date())), requestId },
  };
});

/** Sends whoever is not signed in to the sign-in page, and from there back to `path`. */
export async function requireSession(path: string): Promise<Session> {
  const session = await findSession();
  if (!session) redirect(`/signin?callbackUrl=${encodeURIComponent(path)}`);
  return session;
}
