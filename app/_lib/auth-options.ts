import type { NextAuthOptions } from "next-auth";
import type { OAuthConfig } from "next-auth/providers/oauth";
import type { Config, IssuerConfig } from "@/lib/config/config";
import { AppError } from "@/lib/errors/app-error";
import { authenticationClaims, authenticationOf } from "@/lib/principals/authentication";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { sessionCookieName, sessionSecret } from "@/lib/principals/session";
import type { Runtime } from "@/lib/runtime/runtime";

const sessionSeconds = 8 * 3600;

/** Sign-in at the registered issuers. The session holds the id of the principal and how they signed in, nothing else. */
export function authOptions(runtime: Runtime): NextAuthOptions {
  const { config } = runtime;
  return {
    providers: config.issuers.flatMap((issuer) => (issuer.signIn ? [providerOf(issuer, issuer.signIn)] : [])),
    secret: sessionSecret(config),
    session: { strategy: "jwt", maxAge: sessionSeconds },
    pages: { signIn: "/signin", error: "/signin", signOut: "/signin" },
    useSecureCookies: config.baseUrl.startsWith("https:"),
    cookies: cookiesOf(config),
    logger: {
      error: (code, metadata) => runtime.log.warn({ code, reason: reasonOf(metadata) }, "sign-in failed"),
      warn: () => {},
    },
    callbacks: {
      async signIn({ user, account, profile }) {
        const issuer = config.issuers.find((candidate) => candidate.name === account?.provider);
        if (!issuer || !profile) return false;
        try {
          user.id = (await recordSignIn(runtime, issuer, { ...profile }, "browser")).id;
          return true;
        } catch (error) {
          if (error instanceof AppError && error.code === "forbidden") return "/signin?error=Deactivated";
          throw error;
        }
      },
      // Only at sign-in is there a user; afterwards the token stays what it is.
      jwt: ({ token, user, profile }) =>
        user ? { principalId: user.id, ...authenticationClaims(signInOf(profile)) } : token,
      redirect: ({ url }) =>
        new URL(url, config.baseUrl).origin === new URL(config.baseUrl).origin
          ? new URL(url, config.baseUrl).toString()
          : config.baseUrl,
    },
  };
}

function providerOf(
  issuer: IssuerConfig,
  signIn: NonNullable<IssuerConfig["signIn"]>,
): OAuthConfig<{ sub: string }> {
  return {
    id: issuer.name,
    name: signIn.label,
    type: "oauth",
    wellKnown: `${issuer.issuer}/.well-known/openid-configuration`,
    issuer: issuer.issuer,
    clientId: signIn.clientId,
    clientSecret: signIn.clientSecret,
    authorization: { params: { scope: signIn.scope } },
    checks: ["pkce", "state", "nonce"],
    idToken: true,
    client: { token_endpoint_auth_method: "client_secret_basic" },
    httpOptions: { timeout: 10_000 },
    profile: (claims) => ({ id: claims.sub }),
  };
}

// Cookies know no ports: names of our own keep another application on the same host from ours.
function cookiesOf(config: Config): NextAuthOptions["cookies"] {
  const secure = config.baseUrl.startsWith("https:");
  const prefix = secure ? "__Secure-daypass" : "daypass";
  const options = { httpOnly: true, sameSite: "lax", path: "/", secure } as const;
  const brief = { ...options, maxAge: 900 };
  return {
    sessionToken: { name: sessionCookieName(config), options },
    callbackUrl: { name: `${prefix}.callback-url`, options },
    csrfToken: { name: secure ? "__Host-daypass.csrf" : "daypass.csrf", options },
    pkceCodeVerifier: { name: `${prefix}.pkce`, options: brief },
    state: { name: `${prefix}.state`, options: brief },
    nonce: { name: `${prefix}.nonce`, options: brief },
  };
}

/** `profile` is the claims of the ID token, which next-auth has verified: signature, issuer, audience and nonce. */
const signInOf = (profile: object | undefined) => authenticationOf({ ...profile }, new Date());

const reasonOf = (metadata: Error | { error?: Error }) =>
  metadata instanceof Error ? metadata.message : (metadata.error?.message ?? "unknown");
