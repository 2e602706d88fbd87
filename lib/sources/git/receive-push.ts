import { randomBytes } from "node:crypto";
import { z } from "zod";
import { refuseUnproven } from "@/lib/audit/refuse-unproven";
import type { GitSourceConfig } from "@/lib/config/config";
import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import type { Runtime } from "@/lib/runtime/runtime";
import { requestSync } from "../request-sync";
import { type PushProof, provesPush } from "./push-proof";

/** One call of a webhook, unproven. */
export interface PushCall {
  source: string;
  proof: PushProof;
  /** `X-GitHub-Event` or `X-Gitlab-Event`. */
  event: string | null;
  body: Uint8Array;
}

const pushEvents = new Set(["push", "Push Hook"]);

const pushSchema = z.object({ ref: z.string().max(1000), after: z.string().max(64).optional() });

// Compared against where there is no secret, so that the answer and its time tell nobody which sources there are.
const nobodysSecret = randomBytes(32).toString("hex");

/**
 * Has every process look at a git source at once, because its server says that the branch was pushed. Other events and
 * branches are taken and do nothing; so does a call that is sent again. Throws `forbidden` unless the call is proven.
 */
export async function receivePush(
  runtime: Runtime,
  requestId: string,
  call: PushCall,
): Promise<{ syncing: boolean }> {
  const ctx: Context = { runtime, actor: { kind: "system", name: "push webhook" }, requestId };
  const source = runtime.config.sources.find(
    (one): one is GitSourceConfig => one.kind === "git" && one.name === call.source,
  );
  const proven = provesPush(call.proof, call.body, source?.webhookSecret ?? nobodysSecret);
  if (!proven || !source?.webhookSecret) {
    const refusal = new AppError("forbidden", "The signature of this push is missing or wrong.");
    return refuseUnproven(ctx, "source.pushed", source ? { source: source.name } : {}, refusal);
  }
  if (call.event === null || !pushEvents.has(call.event)) return { syncing: false };
  const { ref, after } = parseInput(pushSchema, parseJson(call.body));
  if (ref !== `refs/heads/${source.branch}`) return { syncing: false };
  return transact(ctx, "source.pushed", async (tx) => {
    const commit = after && /^[0-9a-f]{12,64}$/.test(after) ? after.slice(0, 12) : undefined;
    await requestSync(tx, source.name, {
      action: "source.pushed",
      detail: { source: source.name, branch: source.branch, commit },
    });
    return { syncing: true };
  });
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    throw new AppError("bad-request", "The body is not JSON. Choose application/json for the webhook.");
  }
}
