import type { Objection } from "./claims.js";

/** The token of an Authorization header (RFC 6750, section 2.1); undefined without one. Tokens in bodies and URLs do not count. */
export function bearerToken(headers: readonly string[]): string | undefined | Objection {
  const [header, second] = headers;
  if (header === undefined) return undefined;
  // Two headers: what reads the first and what reads the second would disagree about who calls.
  if (second !== undefined)
    return { reason: "malformed-request", detail: "Send one Authorization header, not several." };
  const [, token] = /^Bearer ([A-Za-z0-9\-._~+/]+=*)$/i.exec(header) ?? [];
  return token ?? { reason: "malformed-request", detail: "Send the token as Authorization: Bearer <token>." };
}
