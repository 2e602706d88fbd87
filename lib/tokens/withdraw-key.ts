import { z } from "zod";
import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors/app-error";
import { plainText } from "@/lib/input/fields";
import { parseInput } from "@/lib/input/parse-input";
import { requireAdmin } from "@/lib/principals/admin";
import { addSigningKey, forgetKeys, lockKeys } from "./keys";

export const withdrawKeySchema = z.strictObject({
  reason: plainText(1000).min(1, "say why: it is kept with the event"),
});

/** A new key that signs at once, in every process. What was signed stays good. Platform admins. */
export async function rotateKeys(ctx: Context): Promise<{ kid: string }> {
  const made = await transact(ctx, "key.created", async (tx) => {
    requireAdmin(ctx, "change the signing keys");
    const now = await lockKeys(tx);
    return { kid: await addSigningKey(tx, ctx.runtime, now, now) };
  });
  forgetKeys(ctx.runtime);
  return made;
}

/**
 * Takes a key out of the published set and ends every token that it signed, at once; their services are told as of every token
 * that ends. When it was the one that signs, another takes over in the same moment. Platform admins; `conflict` when it is gone.
 */
export async function withdrawKey(
  ctx: Context,
  kid: string,
  input: unknown,
): Promise<{ kid: string; tokens: number }> {
  const { reason } = parseInput(withdrawKeySchema, input);
  const done = await transact(ctx, "key.withdrawn", async (tx) => {
    requireAdmin(ctx, "change the signing keys");
    const now = await lockKeys(tx);
    const [row] = await tx.query<{ retired_at: Date | null }>(
      "key-lock",
      "select retired_at from signing_key where kid = $1 for update",
      [kid],
    );
    if (!row) throw new AppError("not-found", "There is no key with this id.");
    if (row.retired_at) throw new AppError("conflict", "This key was taken out of use already.");
    await tx.query(
      "key-withdraw",
      "update signing_key set retired_at = $2, withdrawn_at = $2 where kid = $1",
      [kid, now],
    );
    const [left] = await tx.query<{ signs: boolean }>("keys-sign", signsSql);
    if (!left?.signs) await addSigningKey(tx, ctx.runtime, now, now);
    await tx.query(
      "revocation-reason",
      "select set_config('daypass.revocation_reason', 'key-withdrawn', true)",
    );
    const ended = await tx.query<{ jti: string }>("key-tokens-end", endTokensSql, [kid]);
    await tx.audit(now, [{ action: "key.withdrawn", detail: { kid, reason, tokens: ended.length } }]);
    return { kid, tokens: ended.length };
  });
  forgetKeys(ctx.runtime);
  return done;
}

const signsSql =
  "select exists (select 1 from signing_key where retired_at is null and active_from <= clock_timestamp()) as signs";

const endTokensSql = `
update issued_token set revoked_at = clock_timestamp()
where kid = $1 and revoked_at is null and expires_at > clock_timestamp() returning jti`;
