import { z } from "zod";
import { actingPrincipal } from "@/lib/context/acting-principal";
import type { Context } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";
import { transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors/app-error";
import { plainText } from "@/lib/input/fields";
import { parseInput } from "@/lib/input/parse-input";
import { readUserCode, userCodeHash } from "./device-codes";
import { RateLimit } from "./rate-limit";

/** A program that waits for somebody's yes. */
export interface WaitingDevice {
  userCode: string;
  /** What it calls itself; nobody has checked that. */
  client: string;
  createdAt: string;
  expiresAt: string;
}

const answerSchema = z.strictObject({ userCode: plainText(40), allow: z.boolean() });

// 34 bits last ten minutes: at this pace a process gives nobody a chance worth naming (RFC 8628, section 5.1).
const guesses = new RateLimit({ perSecond: 1 / 10, burst: 10 });

/**
 * What waits under a code. Throws `not-found`, and `too-many-requests` for whoever tries many; a right code is no try, since a page
 * reads it again whenever something changed.
 */
export async function findDevice(ctx: Context, userCode: string): Promise<WaitingDevice> {
  const code = codeOf(ctx, userCode);
  const { rows } = await ctx.runtime.pool.query<{ client: string; created_at: Date; expires_at: Date }>(
    statement("device-find", findSql, [userCodeHash(ctx.runtime, code)]),
  );
  const [row] = rows;
  if (!row) throw unknownCode();
  guesses.giveBack(actingPrincipal(ctx).id);
  return {
    userCode: code,
    client: row.client,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  };
}

/**
 * Lets a program in as oneself, or turns it away, once. For people in a browser only: a token that could make tokens would never
 * end, which is why no route of the API leads here.
 */
export async function answerDevice(ctx: Context, input: unknown): Promise<{ client: string }> {
  const { userCode, allow } = parseInput(answerSchema, input);
  const principal = actingPrincipal(ctx);
  const code = codeOf(ctx, userCode);
  const action = allow ? "device.approved" : "device.denied";
  return transact(ctx, action, async (tx) => {
    tx.about.subject = principal.id;
    const [row] = await tx.query<{ client: string; now: Date }>("device-answer", answerSql, [
      userCodeHash(ctx.runtime, code),
      principal.id,
      allow ? "approved" : "denied",
    ]);
    if (!row) throw unknownCode();
    await tx.audit(row.now, [{ action, detail: { client: row.client } }]);
    return { client: row.client };
  });
}

function codeOf(ctx: Context, typed: string): string {
  if (guesses.take(actingPrincipal(ctx).id) > 0)
    throw new AppError(
      "too-many-requests",
      "You tried many codes. Wait a minute, then look at the program again.",
    );
  const code = readUserCode(typed);
  if (code === null) throw unknownCode();
  return code;
}

const unknownCode = () =>
  new AppError(
    "not-found",
    "No program waits under this code. It may be mistyped, answered already, or older than ten minutes.",
  );

const findSql = `
select client, created_at, expires_at from device_sign_in where user_hash = $1 and status = 'pending' and expires_at > statement_timestamp()`;

const answerSql = `
update device_sign_in set status = $3, principal_id = $2
where user_hash = $1 and status = 'pending' and expires_at > statement_timestamp() returning client, statement_timestamp() as now`;
