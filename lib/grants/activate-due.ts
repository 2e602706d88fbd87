import type { Context } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";
import { transact } from "@/lib/db/transact";
import type { Transaction } from "@/lib/db/transaction";
import { rulesFor } from "@/lib/declarations/rules";
import { closeExtensions } from "@/lib/requests/close-extensions";
import { lostEligibility } from "./eligibility";
import type { GrantFacts } from "./policy";
import { lockGrant } from "./queries";
import { conflictingRole } from "./separation";

/** Starts scheduled grants whose time has come, at most `batch` of them; gives how many it dealt with. */
export async function activateDueGrants(ctx: Context, batch = 100): Promise<number> {
  const { rows } = await ctx.runtime.pool.query<{ id: string }>(
    statement(
      "grants-start-due",
      "select id from access_grant where status = 'scheduled' and starts_at <= statement_timestamp() order by starts_at limit $1",
      [batch],
    ),
  );
  for (const row of rows) await activateGrant(ctx, row.id);
  return rows.length;
}

/**
 * Eligibility and separation of duties are checked again at the start (rule 5): whoever lost the one, or took a role that may
 * not be held together with this one, finds the grant revoked, with the reason.
 */
async function activateGrant(ctx: Context, id: string): Promise<void> {
  await transact(ctx, "grant.activated", async (tx) => {
    // The holder before the grant, as whoever deactivates somebody does.
    await tx.query("grant-start-lock-holder", lockHolder, [id]);
    const facts = await lockGrant(tx, ctx, id);
    const { row } = facts;
    if (row.status !== "scheduled" || row.now < row.starts_at || row.now >= row.ends_at) return;
    const lost = lostEligibility(facts, ctx.runtime.config) ?? (await conflictAtStart(tx, ctx, facts));
    const changes = [{ noun: "grant" as const, id, audience: [row.principal.id, ...facts.current.owners] }];
    if (lost) {
      await tx.query(
        "grant-start-refuse",
        "update access_grant set status = 'revoked', revoked_at = $2, revoke_reason = $3 where id = $1",
        [id, row.now, lost],
      );
      const closed = await closeExtensions(tx, row.now, [id]);
      const detail = { reason: lost, role: row.role, environment: row.environment };
      await tx.audit(
        row.now,
        [{ action: "grant.revoked", detail }, ...closed.events],
        [...changes, ...closed.changes],
      );
    } else {
      await tx.query("grant-start", "update access_grant set status = 'active' where id = $1", [id]);
      await tx.audit(
        row.now,
        [
          {
            action: "grant.activated",
            detail: { role: row.role, environment: row.environment, endsAt: row.ends_at.toISOString() },
          },
        ],
        changes,
      );
    }
  });
}

const lockHolder =
  "select 1 from principal where id = (select principal_id from access_grant where id = $1) for no key update";

/** Only what runs already counts: of two that would start, the first does. */
async function conflictAtStart(
  tx: Transaction,
  ctx: Context,
  { row, current }: GrantFacts,
): Promise<string | null> {
  const { conflictsWith } = rulesFor(current, row.role, row.environment, ctx.runtime.config.limits);
  const holder = { principalId: row.principal.id, serviceId: row.service.id, now: row.now };
  const against = await conflictingRole(tx, holder, conflictsWith, ["active"]);
  return against && `${row.principal.name} holds ${against}, which may not be held together with ${row.role}`;
}
