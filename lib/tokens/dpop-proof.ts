import { createHash } from "node:crypto";
import { calculateJwkThumbprint, compactVerify, EmbeddedJWK, type JWK } from "jose";
import type { Runtime } from "@/lib/runtime/runtime";
import { isCurrentNonce } from "./dpop-nonce";

/**
 * What a proof may be signed with. The algorithms of our own tokens and no RSA: a key is made for a client here and now, so
 * nobody needs it, and nobody can make us check a signature of 16,384 bits.
 */
export const proofAlgorithms = ["ES256", "EdDSA"] as const;

/** Seconds before now, by our clock, in which a proof was made; and how far a clock may be ahead. */
export const proofLivesFor = 60;
export const proofMayBeAhead = 5;

const longestProof = 4_096;
const longestId = 256;

/** What a proof must be of. */
export interface ProofTarget {
  method: string;
  /** The address that was called, as the outside knows it. */
  url: string;
  /** The access token beside which it was sent; null where a token is asked for. */
  accessToken: string | null;
}

/** A proof that its sender holds a key (RFC 9449). Whether it was used before is for the database to say. */
export interface Proof {
  /** The thumbprint of the key (RFC 7638). */
  jkt: string;
  /** The same for the same proof only. */
  digest: Buffer;
}

export class ProofProblem extends Error {
  constructor(
    readonly code: "invalid_dpop_proof" | "use_dpop_nonce",
    readonly words: string,
  ) {
    super(words);
    this.name = "ProofProblem";
  }
}

const bad = (words: string) => new ProofProblem("invalid_dpop_proof", `DPoP: ${words}`);

/** Checks everything of RFC 9449, section 4.3 but whether the proof was used before. Throws ProofProblem. */
export async function readProof(
  runtime: Runtime,
  text: string,
  target: ProofTarget,
  now = Date.now(),
): Promise<Proof> {
  if (text.includes(",")) throw bad("send exactly one proof.");
  const { jwk, claims } = await verifyProof(text);
  const { jti, htm, htu, iat, ath, nonce } = claims;
  if (typeof jti !== "string" || jti === "" || jti.length > longestId)
    throw bad(`the proof needs a jti of at most ${longestId} characters.`);
  if (htm !== target.method) throw bad("the proof is for another method (htm).");
  if (!isSameAddress(htu, target.url)) throw bad("the proof is for another address (htu).");
  if (typeof iat !== "number") throw bad("the proof does not say when it was made (iat).");
  const age = now / 1000 - iat;
  if (!(age <= proofLivesFor && age >= -proofMayBeAhead))
    throw bad("the proof was not made just now (iat). Look at your clock.");
  if (target.accessToken !== null && ath !== hashOf(target.accessToken))
    throw bad("the proof is for another token (ath).");
  if (!isCurrentNonce(runtime, nonce, now))
    throw new ProofProblem(
      "use_dpop_nonce",
      "DPoP: make the proof with the nonce of this answer's DPoP-Nonce.",
    );
  const jkt = await calculateJwkThumbprint(jwk);
  return { jkt, digest: createHash("sha256").update(`${jkt} ${jti}`).digest() };
}

async function verifyProof(text: string): Promise<{ jwk: JWK; claims: Record<string, unknown> }> {
  if (text.length > longestProof) throw bad(`a proof is at most ${longestProof} characters long.`);
  try {
    const { payload, protectedHeader } = await compactVerify(text, EmbeddedJWK, {
      algorithms: [...proofAlgorithms],
    });
    const { jwk, typ } = protectedHeader;
    const isPublic = jwk && !["d", "k", "p", "q"].some((part) => Object.hasOwn(jwk, part));
    const claims: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
    if (typ === "dpop+jwt" && isPublic && typeof claims === "object" && claims !== null)
      return { jwk, claims: { ...claims } };
  } catch {
    // Whatever is wrong with it, it proves nothing.
  }
  throw bad(
    `send a JWT of the type dpop+jwt, signed (${proofAlgorithms.join(" or ")}) with the public key in its header.`,
  );
}

/** Without query and fragment, and as URLs compare (RFC 9449, section 4.3, 9; RFC 3986, section 6.2). */
function isSameAddress(said: unknown, called: string): boolean {
  if (typeof said !== "string" || !URL.canParse(said)) return false;
  const [a, b] = [new URL(said), new URL(called)];
  return a.username === "" && a.password === "" && a.origin === b.origin && a.pathname === b.pathname;
}

/** `ath` (RFC 9449, section 4.2). */
const hashOf = (token: string) => createHash("sha256").update(token).digest("base64url");
