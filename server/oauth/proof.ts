import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors/app-error";
import type { Runtime } from "@/lib/runtime/runtime";
import { type Proof, ProofProblem, readProof } from "@/lib/tokens/dpop-proof";
import { OAuthError } from "@/lib/tokens/oauth-error";
import { takeProof } from "@/lib/tokens/take-proof";
import { addressOf } from "../authenticate-holder";

const asOAuth = (error: unknown) =>
  error instanceof ProofProblem ? new OAuthError(error.code, error.words) : error;

/** The proof that a token request carries (RFC 9449, section 5), not taken yet; null without one. */
export async function proofOf(request: Request, runtime: Runtime): Promise<Proof | null> {
  const text = request.headers.get("dpop");
  if (text === null) return null;
  const target = { method: request.method, url: addressOf(request, runtime), accessToken: null };
  try {
    return await readProof(runtime, text, target);
  } catch (error) {
    throw asOAuth(error);
  }
}

/** Takes it for whoever `ctx` says. One that was used before may be in somebody else's hands: its owner finds that in the log. */
export async function takeFor(ctx: Context, proof: Proof | null): Promise<string | null> {
  if (!proof) return null;
  try {
    await takeProof(ctx.runtime, proof);
    return proof.jkt;
  } catch (error) {
    if (error instanceof ProofProblem) await recordReplay(ctx, error.words);
    throw asOAuth(error);
  }
}

async function recordReplay(ctx: Context, words: string): Promise<void> {
  await transact(ctx, "token.issued", async (tx) => {
    if (ctx.actor.kind !== "system") tx.about.subject = ctx.actor.principal.id;
    throw new AppError("forbidden", words);
  }).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
  });
}
