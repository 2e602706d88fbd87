import { createHash } from "node:crypto";
import type { Authorization } from "./authorization.js";
import type { Call } from "./call.js";
import type { CheckedToken, Objection } from "./claims.js";
import type { DpopNonces } from "./dpop-nonce.js";
import { importVerificationKey, isSignedBy, parseProof } from "./jws.js";
import type { ReplayStore } from "./replay-store.js";
import type { JsonObject } from "./strict-json.js";

export interface DpopRules {
  /** Whether a token that is bound to no key is refused. */
  required: boolean;
  nonces: DpopNonces | null;
  replays: ReplayStore;
  clockToleranceSeconds: number;
}

/** A proof is made for its call: older than this it is none. */
const longestProofAgeMs = 60_000;

const bad = (detail: string): Objection => ({ reason: "bad-proof", detail });

/** What speaks against a token having been sent by whoever holds its key (RFC 9449, sections 4.3 and 7.1), or null. */
export function objectionToPossession(
  { jkt, access }: CheckedToken,
  { scheme, token }: Authorization,
  call: Call,
  now: number,
  rules: DpopRules,
): Objection | null {
  if (jkt === null) {
    if (scheme === "DPoP")
      return {
        reason: "wrong-scheme",
        scheme: "Bearer",
        detail: "The token is bound to no key: send it as Bearer.",
      };
    return rules.required
      ? {
          reason: "wrong-scheme",
          scheme: "DPoP",
          detail: "This service takes only tokens that are bound to a key.",
        }
      : null;
  }
  if (scheme !== "DPoP")
    return { reason: "wrong-scheme", detail: "The token is bound to a key: send it as DPoP, with a proof." };
  const [proof, second] = call.proofs ?? [];
  if (proof === undefined || second !== undefined) return bad("Send exactly one proof in the DPoP header.");
  const claims = readProof(proof, jkt);
  if (!claims) return bad("The proof is not signed with the key that the token is bound to.");
  if (claims.htm !== call.method) return bad("The proof is for another method.");
  if (!isSameTarget(claims.htu, call.url)) return bad("The proof is for another address.");
  if (claims.ath !== digest(token)) return bad("The proof is for another token.");
  const { iat, jti } = claims;
  if (typeof iat !== "number" || typeof jti !== "string" || jti === "" || jti.length > 256)
    return bad("The proof lacks jti or iat.");
  const age = now - iat * 1000;
  if (age > longestProofAgeMs || age < -rules.clockToleranceSeconds * 1000)
    return bad("The proof was not made just now.");
  if (rules.nonces && !rules.nonces.accepts(claims.nonce, now))
    return { reason: "nonce-required", detail: "Make the proof with the nonce of this answer's DPoP-Nonce." };
  return objectionToRepeat(`${jkt} ${digest(jti)}`, access.id, now, rules);
}

function objectionToRepeat(
  id: string,
  token: string,
  now: number,
  { replays, clockToleranceSeconds }: DpopRules,
) {
  const keepMs = longestProofAgeMs + clockToleranceSeconds * 1000 + 1_000;
  const seen = replays.use(id, now, keepMs);
  if (seen === "new") return null;
  return seen === "seen"
    ? ({ reason: "replayed-proof", detail: "The proof was used before. Make one for each call." } as const)
    : ({
        reason: "check-unavailable",
        detail: `More proofs are in use than can be remembered; ${token} cannot be checked right now.`,
      } as const);
}

/** The claims of a proof that is signed with the key of this thumbprint; null otherwise. */
function readProof(proof: string, jkt: string): JsonObject | null {
  const jws = parseProof(proof);
  if (jws?.header.typ !== "dpop+jwt") return null;
  const { jwk } = jws.header;
  // A private key in the open proves nothing (section 4.3, 7).
  if (typeof jwk !== "object" || jwk === null || Object.hasOwn(jwk, "d") || Object.hasOwn(jwk, "k"))
    return null;
  const key = importVerificationKey({ ...jwk, use: "sig", key_ops: undefined });
  if (!key || thumbprint(jwk as JsonObject) !== jkt || !isSignedBy(jws, key)) return null;
  return jws.claims;
}

/** RFC 7638, for the two kinds of keys that sign here. */
export function thumbprint({ kty, crv, x, y }: JsonObject): string {
  return digest(JSON.stringify(kty === "EC" ? { crv, kty, x, y } : { crv, kty, x }));
}

/** The SHA-256 of an ASCII text, as `ath` and `jkt` have it. */
export const digest = (text: string): string => createHash("sha256").update(text).digest("base64url");

/** Without query and fragment, and as URLs compare (RFC 9449, section 4.3, 9). */
function isSameTarget(htu: unknown, url: string | undefined): boolean {
  if (typeof htu !== "string" || url === undefined || !URL.canParse(htu) || !URL.canParse(url)) return false;
  const [said, called] = [new URL(htu), new URL(url)];
  return (
    said.username === "" &&
    said.password === "" &&
    said.origin !== "null" &&
    said.origin === called.origin &&
    said.pathname === called.pathname
  );
}
