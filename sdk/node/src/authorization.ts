import type { Objection } from "./claims.js";

/** The token of a call, and how it was sent. */
export interface Authorization {
  scheme: "Bearer" | "DPoP";
  token: string;
}

/**
 * Reads the Authorization headers of a call (RFC 6750, section 2.1; RFC 9449, section 7.1); undefined without one. Tokens in
 * bodies and URLs do not count.
 */
export function readAuthorization(headers: readonly string[]): Authorization | undefined | Objection {
  const [header, second] = headers;
  if (header === undefined) return undefined;
  // Two headers: what reads the first and what reads the second would disagree about who calls.
  if (second !== undefined)
    return { reason: "malformed-request", detail: "Send one Authorization header, not several." };
  const space = header.indexOf(" ");
  const token = header.slice(space + 1);
  const scheme = header.slice(0, space).toLowerCase();
  if ((scheme !== "bearer" && scheme !== "dpop") || token === "" || token.startsWith(" ")) return notAToken;
  return { scheme: scheme === "dpop" ? "DPoP" : "Bearer", token };
}

export const notAToken: Objection = {
  reason: "malformed-request",
  detail: "Send the token as Authorization: Bearer <token>.",
};

/** Whether this could be a token at all (RFC 6750, section 2.1). A token that we verified is. */
export const isTokenText = (token: string): boolean => /^[A-Za-z0-9\-._~+/]+=*$/.test(token);
