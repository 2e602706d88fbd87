import { AppError } from "@/lib/errors/app-error";
import type { Runtime } from "@/lib/runtime/runtime";
import { authenticateAgain, authenticateBearer, type TokenHolder } from "@/lib/tokens/authenticate";
import { ProofProblem, readProof } from "@/lib/tokens/dpop-proof";
import { takeProof } from "@/lib/tokens/take-proof";

/**
 * Whose API token a request carries: by the scheme Bearer, or by DPoP with a proof for this very call (RFC 9449, section 7.1).
 * Null: it carries none. Throws `unauthenticated`.
 */
export async function authenticateHolder(runtime: Runtime, request: Request): Promise<TokenHolder | null> {
  const { scheme, token } = readAuthorization(request);
  if (!scheme || !token) return null;
  if (scheme.toLowerCase() === "bearer") return authenticateBearer(runtime, token);
  try {
    return await authenticateProven(runtime, request, token);
  } catch (error) {
    if (error instanceof ProofProblem)
      throw new AppError("unauthenticated", error.words, { dpopError: error.code });
    throw error;
  }
}

/** The same, later, for a request that is still being answered. Its proof was taken when it came. */
export async function authenticateHolderAgain(
  runtime: Runtime,
  request: Request,
): Promise<TokenHolder | null> {
  const { token } = readAuthorization(request);
  return token ? authenticateAgain(runtime, token) : null;
}

function readAuthorization(request: Request): { scheme?: string; token?: string } {
  const authorization = request.headers.get("authorization") ?? "";
  const [, scheme, token] = /^(Bearer|DPoP) +(\S+)$/i.exec(authorization) ?? [];
  return scheme && token ? { scheme, token } : {};
}

async function authenticateProven(
  runtime: Runtime,
  request: Request,
  accessToken: string,
): Promise<TokenHolder> {
  const text = request.headers.get("dpop");
  if (text === null) throw new ProofProblem("invalid_dpop_proof", "DPoP: the proof is missing.");
  const url = addressOf(request, runtime);
  const proof = await readProof(runtime, text, { method: request.method, url, accessToken });
  const holder = await authenticateBearer(runtime, accessToken, proof.jkt);
  if (holder.jkt === null)
    throw new AppError("unauthenticated", "This API token is bound to no key: send it as Bearer.");
  await takeProof(runtime, proof);
  return holder;
}

/** What was called, as the outside knows it. */
export const addressOf = (request: Request, { config }: Runtime): string =>
  `${config.baseUrl}${new URL(request.url).pathname}`;
