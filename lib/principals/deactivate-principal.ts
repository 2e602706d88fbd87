import type { AuditInput } from "@/lib/audit/event";
import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import type { Transaction } from "@/lib/db/transaction";
import { endDelegations } from "@/lib/delegations/end-delegations";
import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import { platformRolesOf } from "./platform-role";
import type { Principal } from "./principal";
import { principalJson } from "./queries";
import { deactivatePrincipalSchema } from "./schema";

/** Ends everything that a principal has here, at once: sessions, tokens, grants and pending requests. Admins only. */
export async function deactivatePrincipal(ctx: Context, id: string, input: unknown): Promise<Principal> {
  const { reason } = parseInput(deactivatePrincipalSchema, input);
  return transact(ctx, "principal.deactivated", async (tx) => {
    const { principal, now } = await lockPrincipal(tx, ctx, id);
    if (ctx.actor.kind !== "system" && ctx.actor.principal.id === id)
      throw new AppError("forbidden", "Nobody deactivates themself: ask another platform admin.");
    if (principal.deactivatedAt) throw new AppError("conflict", `${principal.name} is deactivated already.`);
    const delegations = await endDelegations(tx, id, now, reasonOf(principal, reason));
    await tx.query("principal-deactivate", "update principal set deactivated_at = $2 where id = $1", [
      id,
      now,
    ]);
    const ended = await endEverything(tx, ctx, id, now, reasonOf(principal, reason));
    await tx.audit(
      now,
      [{ action: "principal.deactivated", detail: { reason } }, ...ended, ...delegations],
      [{ noun: "principal", id, audience: [id] }],
    );
    return { ...principal, deactivatedAt: now };
  });
}

/** Lets a principal sign in and ask again. What was ended stays ended. Admins only. */
export async function reactivatePrincipal(ctx: Context, id: string): Promise<Principal> {
  return transact(ctx, "principal.reactivated", async (tx) => {
    const { principal, now } = await lockPrincipal(tx, ctx, id);
    if (!principal.deactivatedAt) throw new AppError("conflict", `${principal.name} is not deactivated.`);
    await tx.query("principal-reactivate", "update principal set deactivated_at = null where id = $1", [id]);
    await tx.audit(now, [{ action: "principal.reactivated" }], [{ noun: "principal", id, audience: [id] }]);
    return { ...principal, deactivatedAt: null };
  });
}

const reasonOf = ({ name }: Principal, reason: string) => `${name} was deactivated: ${reason}`;

async function lockPrincipal(
  tx: Transaction,
  ctx: Context,
  id: string,
): Promise<{ principal: Principal; now: Date }> {
  tx.about.subject = id;
  if (
    ctx.actor.kind !== "system" &&
    !platformRolesOf(ctx.actor.principal, ctx.runtime.config).includes("admin")
  ) {
    throw new AppError("forbidden", "Only a platform admin changes who may sign in.");
  }
  const [row] = await tx.query<{ principal: Principal; now: Date }>(
    "principal-lock-whole",
    `with p as materialized (select * from principal where id = $1 for no key update) select ${principalJson("p")} as principal, clock_timestamp() as now from p`,
    [id],
  );
  if (!row) throw new AppError("not-found", "Nobody with this id is known here.");
  return row;
}

async function endEverything(
  tx: Transaction,
  ctx: Context,
  id: string,
  now: Date,
  reason: string,
): Promise<AuditInput[]> {
  const byId = ctx.actor.kind === "system" ? null : ctx.actor.principal.id;
  const grants = await tx.query<{ id: string; request_id: string; ref: string }>(
    "principal-end-grants",
    endGrants,
    [id, now, byId, reason],
  );
  const requests = await tx.query<{ id: string; ref: string }>("principal-end-requests", endRequests, [
    id,
    now,
    reason,
  ]);
  const standIns = await tx.query<{ stand_in_id: string; for_name: string }>(
    "principal-end-stand-ins",
    endStandIns,
    [id, now, byId],
  );
  return [
    ...standIns.map(
      (row): AuditInput => ({
        action: "stand-in.ended",
        subject: row.stand_in_id,
        detail: { for: row.for_name, reason },
      }),
    ),
    ...grants.map(
      (row): AuditInput => ({
        action: "grant.revoked",
        service: row.ref,
        grantId: row.id,
        requestId: row.request_id,
        detail: { reason },
      }),
    ),
    ...requests.map(
      (row): AuditInput => ({
        action: "request.cancelled",
        service: row.ref,
        requestId: row.id,
        detail: { reason },
      }),
    ),
  ];
}

// Grants before requests, each in the order of their ids, as everybody does who locks more than one.
const endGrants = `
with running as materialized (
  select id from access_grant where principal_id = $1 and status in ('scheduled', 'active') and ends_at > $2 order by id for update)
update access_grant g set status = 'revoked', revoked_at = $2, revoked_by_id = $3, revoke_reason = $4 from running, service s
where g.id = running.id and s.id = g.service_id
returning g.id, g.request_id, s.ref`;

const endRequests = `
with waiting as materialized (
  select id from access_request where requester_id = $1 and status = 'pending' order by id for update)
update access_request r set status = 'cancelled', closed_at = $2, close_reason = $3 from waiting, service s
where r.id = waiting.id and s.id = r.service_id returning r.id, s.ref`;

const endStandIns = `
update stand_in si set ended_at = $2, ended_by_id = $3 from principal away
where away.id = si.principal_id and (si.principal_id = $1 or si.stand_in_id = $1) and si.ended_at is null and si.ends_at > $2
returning si.stand_in_id, away.name as for_name`;
