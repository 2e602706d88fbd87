import { z } from "zod";
import { OAuthError } from "@/lib/tokens/oauth-error";
import { refusal, type SignedRequest } from "./signed-request";

/** Whom AWS takes the signer for. */
export interface CallerIdentity {
  /** Twelve digits. */
  account: string;
  /** "arn:aws:iam::123456789012:role/ci" or "…:user/path/name": of an assumed role, the role. */
  arn: string;
  /** Of an assumed role, what its session is called; null for a user. */
  session: string | null;
}

const answerWithinMs = 5_000;
const longestAnswer = 16_384;

const answered = z.object({
  GetCallerIdentityResponse: z.object({
    GetCallerIdentityResult: z.object({ Account: z.string(), Arn: z.string() }),
  }),
});

/**
 * Sends the request on, as it was signed; AWS checks the signature, and its answer is the identity. Throws OAuthError:
 * invalid_request when AWS refuses it, temporarily_unavailable when AWS cannot be asked.
 */
export async function askCallerIdentity({ endpoint, headers }: SignedRequest): Promise<CallerIdentity> {
  const { host: _, ...sent } = headers;
  let text: string;
  try {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: { ...sent, accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(answerWithinMs),
    });
    if (response.status >= 400 && response.status < 500 && response.status !== 429) {
      await response.body?.cancel();
      throw refusal(
        "AWS does not accept its signature. Sign a new request with credentials that are still valid.",
      );
    }
    if (!response.ok) throw new Error(`answered ${response.status}`);
    text = await readText(response);
  } catch (error) {
    if (error instanceof OAuthError) throw error;
    throw new OAuthError("temporarily_unavailable", "AWS cannot be asked now. Try again in a moment.");
  }
  return identityOf(text);
}

async function readText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.byteLength;
    if (bytes > longestAnswer) throw new Error("answered with too much");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

const arnShape =
  /^arn:(aws[a-z-]{0,20}):(?:iam::(\d{12}):(user\/[\w+=,.@/-]{1,600})|sts::(\d{12}):assumed-role\/([\w+=,.@-]{1,64})\/([\w+=,.@-]{1,64}))$/;

function identityOf(text: string): CallerIdentity {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    answer = null;
  }
  const result = answered.safeParse(answer).data?.GetCallerIdentityResponse.GetCallerIdentityResult;
  const [, partition, userAccount, user, roleAccount, role, session] = arnShape.exec(result?.Arn ?? "") ?? [];
  const account = userAccount ?? roleAccount;
  if (!result || !account || result.Account !== account)
    throw refusal("it is signed by something that is neither a role nor a user of IAM.");
  const resource = user ?? `role/${role}`;
  return { account, arn: `arn:${partition}:iam::${account}:${resource}`, session: session ?? null };
}
