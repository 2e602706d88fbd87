import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import { inForce } from "@/lib/declarations/changes/in-force";
import { getTraits } from "@/lib/declarations/stored";
import { AppError } from "@/lib/errors/app-error";
import { platformRolesOf } from "@/lib/principals/platform-role";
import { standingOf } from "@/lib/principals/standing";
import { audienceOfChange } from "@/lib/services/trait-words";
import { propose } from "./propose";
import { getProposal } from "./queries";
import type { ProposalView } from "./view";

/**
 * Puts what the source says before the owners once more, after a no or when nobody decided in time. Owners and platform
 * admins; `conflict` when nothing waits to be confirmed, or something does already.
 */
export async function proposeAgain(ctx: Context, service: string): Promise<ProposalView> {
  return transact(ctx, "declaration.proposed", async (tx) => {
    tx.about.service = service;
    await tx.query(
      "propose-again-lock",
      "select 1 from service where id = $1 or ref = $1 for no key update",
      [service],
    );
    const [row] = await tx.query<ServiceRow>("propose-again-service", selectService, [service]);
    if (!row) throw new AppError("not-found", `No service "${service.slice(0, 200)}" is declared here.`);
    tx.about.service = row.ref;
    const traits = await getTraits(tx.db, [row.declaration_id, row.declared_id]);
    const before = traits.get(row.declaration_id);
    const after = traits.get(row.declared_id);
    if (!before || !after) throw new Error(`service ${row.ref} names a declaration that is not stored`);
    const { config } = ctx.runtime;
    if (ctx.actor.kind !== "system") {
      const { principal } = ctx.actor;
      const isAdmin = platformRolesOf(principal, config).includes("admin");
      if (!isAdmin && !standingOf(principal, before, config).isOwner)
        throw new AppError(
          "forbidden",
          `Only ${before.owners.join(", ")} or a platform admin asks for this.`,
        );
    }
    const { acts, waits } = inForce(before, after, config.limits);
    if (row.waiting) throw new AppError("conflict", "This change waits for an owner already.");
    if (row.status === "withdrawn" || waits.length === 0)
      throw new AppError("conflict", "What the source says is in force: there is nothing to confirm.");
    const versions = { beforeId: row.declaration_id, afterId: row.declared_id };
    const events = await propose(tx, ctx, [
      {
        serviceId: row.id,
        ref: row.ref,
        ...versions,
        acts,
        waits,
        owners: before.owners,
        proposedById: row.proposed_by_id,
      },
    ]);
    await tx.audit(row.now, events, [{ noun: "service", id: row.id, audience: audienceOfChange(before) }]);
    return getProposal(ctx, String(events[0]?.detail?.proposalId), tx.db);
  });
}

interface ServiceRow {
  id: string;
  ref: string;
  status: "active" | "withdrawn";
  declaration_id: string;
  declared_id: string;
  waiting: boolean;
  /** Who uploaded it, whoever asks again. */
  proposed_by_id: string | null;
  now: Date;
}

const selectService = `
select s.id, s.ref, s.status, s.declaration_id, s.declared_id, clock_timestamp() as now,
  exists (select 1 from declaration_proposal c where c.service_id = s.id and c.status = 'pending') as waiting,
  (select c.proposed_by_id from declaration_proposal c where c.after_id = s.declared_id order by c.id desc limit 1) as proposed_by_id
from service s where (s.id = $1 or s.ref = $1) and s.declaration_id is not null`;
