import type { Runtime } from "@/lib/runtime/runtime";
import { ProofProblem, readProof } from "@/lib/tokens/dpop-proof";
import { takeProof } from "@/lib/tokens/take-proof";
import type { SentToken } from "./check-call";
import type { Objection } from "./objection";

/** What speaks against the token having been sent by whoever holds its key (RFC 9449, section 7.1); null: nothing. */
export async function objectionToPossession(
  runtime: Runtime,
  jkt: string | null,
  { scheme, token, proof, target }: SentToken,
): Promise<Objection | null> {
  if (jkt === null)
    return scheme === "Bearer"
      ? null
      : { reason: "wrong-scheme", detail: "The token is bound to no key: send it as Bearer." };
  if (scheme !== "DPoP")
    return {
      reason: "wrong-scheme",
      detail: "The token is bound to a key: send it as DPoP, with a proof.",
    };
  if (proof === null) return { reason: "bad-proof", detail: "Send exactly one proof in the DPoP header." };
  if (target === null)
    return {
      reason: "bad-proof",
      detail: "The proxy does not say which call this is, so that no proof can be checked.",
    };
  try {
    const read = await readProof(runtime, proof, { ...target, accessToken: token });
    if (read.jkt !== jkt)
      return { reason: "bad-proof", detail: "The proof is of another key than the token is bound to." };
    await takeProof(runtime, read);
    return null;
  } catch (error) {
    if (!(error instanceof ProofProblem)) throw error;
    return {
      reason: error.code === "use_dpop_nonce" ? "nonce-required" : "bad-proof",
      detail: error.words,
    };
  }
}
