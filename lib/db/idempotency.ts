import type { Context } from "@/lib/context/context";
import { AppError } from "@/lib/errors/app-error";
import type { Transaction } from "./transaction";

/**
 * Takes the caller's Idempotency-Key in this transaction. A second call with the key waits for the first one's commit and
 * gets its answer; if the first rolled back, the second one runs. Keys are per caller and kept for a day.
 */
export async function claimIdempotencyKey<T>(
  tx: Pick<Transaction, "query">,
  ctx: Context,
): Promise<{ response: T } | undefined> {
  const owner = ownerOf(ctx);
  if (!ctx.idempotency || !owner) return undefined;
  const { key, hash } = ctx.idempotency;
  const inserted = await tx.query(
    "idempotency-claim",
    "insert into idempotency_key (principal_id, key, request_hash) values ($1, $2, $3) on conflict do nothing returning 1",
    [owner, key, hash],
  );
  if (inserted.length > 0) return undefined;
  const [kept] = await tx.query<{ request_hash: string; response: T }>(
    "idempotency-find",
    "select request_hash, response from idempotency_key where principal_id = $1 and key = $2",
    [owner, key],
  );
  if (!kept || kept.request_hash !== hash) {
    throw new AppError(
      "idempotency-mismatch",
      "This Idempotency-Key was used for another call. Use a new key for a new call.",
    );
  }
  return { response: kept.response };
}

export async function keepIdempotentAnswer(
  tx: Pick<Transaction, "query">,
  ctx: Context,
  answer: unknown,
): Promise<void> {
  const owner = ownerOf(ctx);
  if (!ctx.idempotency || !owner) return;
  await tx.query(
    "idempotency-keep",
    "update idempotency_key set response = $3 where principal_id = $1 and key = $2",
    [owner, ctx.idempotency.key, JSON.stringify(answer)],
  );
}

const ownerOf = ({ actor, idempotency }: Context) =>
  idempotency?.owner ?? (actor.kind === "system" ? undefined : actor.principal.id);
