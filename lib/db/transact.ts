import type pg from "pg";
import { appendAudit } from "@/lib/audit/append";
import type { AuditAbout, AuditAction } from "@/lib/audit/event";
import type { Context } from "@/lib/context/context";
import { AppError, type ErrorCode } from "@/lib/errors/app-error";
import { enqueueEvents } from "@/lib/outbox/enqueue";
import { claimIdempotencyKey, keepIdempotentAnswer } from "./idempotency";
import { statement } from "./pool";
import type { Transaction } from "./transaction";

/**
 * Runs a verb in one transaction: everything it did, its audit events and its idempotent answer are there together or not
 * at all. A refusal (AppError) rolls back and is then audited by itself as `action` with outcome "refused".
 */
export async function transact<T>(
  ctx: Context,
  action: AuditAction,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const client = await ctx.runtime.pool.connect();
  const about: AuditAbout = {};
  const tx: Transaction = {
    about,
    db: client,
    async query(name, text, values = []) {
      return (await client.query(statement(name, text, values))).rows;
    },
    async audit(at, events, changes) {
      const whole = events.map((event) => ({
        ...about,
        ...event,
        detail: { ...about.detail, ...event.detail, ...viaOf(ctx) },
      }));
      await appendAudit(client, ctx, at, whole, changes);
      await enqueueEvents(client, ctx, at, whole);
    },
  };
  let broken: Error | undefined;
  try {
    await client.query("begin");
    const earlier = await claimIdempotencyKey<T>(tx, ctx);
    const answer = earlier ? earlier.response : await work(tx);
    if (!earlier) await keepIdempotentAnswer(tx, ctx, answer);
    await client.query("commit");
    return answer;
  } catch (error) {
    await client.query("rollback").catch((cause: Error) => {
      broken = cause;
    });
    if (error instanceof AppError && isPolicyRefusal(error.code) && !broken) {
      await auditRefusal(client, ctx, action, about, error);
    }
    throw error;
  } finally {
    client.release(broken);
  }
}

const viaOf = ({ via }: Context) => (via === undefined ? {} : { via });

// A malformed or outdated call is an error of the caller's program; these are decisions about access.
const auditedRefusals: ReadonlySet<ErrorCode> = new Set([
  "forbidden",
  "insufficient-authentication",
  "not-eligible",
  "not-requestable",
  "self-approval",
  "conflicting-role",
  "no-approver",
  "no-grant",
  "scope-not-granted",
  "conflict",
  "already-asked",
  "not-found",
] satisfies ErrorCode[]);

const isPolicyRefusal = (code: ErrorCode) => auditedRefusals.has(code);

/** Records a refused attempt outside the transaction that it rolled back. */
async function auditRefusal(
  client: pg.PoolClient | pg.Pool,
  ctx: Context,
  action: AuditAction,
  about: AuditAbout,
  error: AppError,
): Promise<void> {
  const { rows } = await client.query<{ now: Date }>(statement("now", "select clock_timestamp() as now"));
  const at = rows[0]?.now ?? new Date();
  await appendAudit(client, ctx, at, [
    {
      ...about,
      action,
      outcome: "refused",
      detail: { ...about.detail, code: error.code, reason: error.detail, ...viaOf(ctx) },
    },
  ]);
}
