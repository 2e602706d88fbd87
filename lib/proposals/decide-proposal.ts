import type { AuditInput } from "@/lib/audit/event";
import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import type { Transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import { enforceDeclarations } from "@/lib/narrowing/enforce-declaration";
import type { Principal } from "@/lib/principals/principal";
import { audiencesOf } from "@/lib/services/audiences";
import { putInForce } from "@/lib/services/put-in-force";
import { audienceOfChange } from "@/lib/services/trait-words";
import { objectionTo, type ProposalFacts } from "./policy";
import { getProposal, getProposalFacts } from "./queries";
import { decideProposalSchema } from "./schema";
import type { ProposalView } from "./view";

/**
 * An owner's yes or no to what a declaration widens. A yes makes the whole declaration count, in the same transaction; after
 * a no everything stays as it is, until its source says something else. `conflict` when it moved on meanwhile.
 */
export async function decideProposal(ctx: Context, id: string, input: unknown): Promise<ProposalView> {
  const { verdict, comment } = parseInput(decideProposalSchema, input);
  return transact(ctx, verdict === "approve" ? "declaration.approved" : "declaration.denied", async (tx) => {
    const facts = await lockProposal(tx, id);
    const objection = objectionTo(verdict, ctx, facts);
    if (objection) throw new AppError(objection.code, objection.reason);
    if (ctx.actor.kind === "system") throw new AppError("forbidden", "Only a person decides.");
    await close(tx, facts, verdict, ctx.actor.principal, comment || null);
    const trait = verdict === "approve" ? await makeCount(tx, ctx, facts) : facts.inForce;
    const { service, now } = facts.row;
    await tx.audit(
      now,
      [eventOf(facts, verdict, comment || null)],
      [{ noun: "service", id: service.id, audience: audienceOfChange(trait) }],
    );
    return getProposal(ctx, id, tx.db);
  });
}

/** The service first, as a sync does: whoever comes second sees what the first one did. */
async function lockProposal(tx: Transaction, id: string): Promise<ProposalFacts> {
  await tx.query("proposal-lock-service", lockService, [id]);
  await tx.query("proposal-lock", "select 1 from declaration_proposal where id = $1 for update", [id]);
  const facts = await getProposalFacts(tx.db, id);
  tx.about.service = facts.row.service.ref;
  tx.about.detail = { proposalId: id, version: facts.row.after.version };
  return facts;
}

async function close(
  tx: Transaction,
  { row }: ProposalFacts,
  verdict: "approve" | "deny",
  by: Principal,
  comment: string | null,
): Promise<void> {
  await tx.query("proposal-close", closeSql, [
    row.id,
    verdict === "approve" ? "approved" : "denied",
    row.now,
    by.id,
    comment,
  ]);
}

async function makeCount(tx: Transaction, ctx: Context, { row, inForce, declared }: ProposalFacts) {
  const { service, after } = row;
  await putInForce(tx, [
    {
      serviceId: service.id,
      component: service.component,
      declarationId: after.id,
      declaredId: after.id,
      trait: declared,
      audiences: audiencesOf({ ref: service.ref, trait: declared }),
    },
  ]);
  // What could only be replaced as a whole takes something away as well.
  await enforceDeclarations(tx, ctx, [{ serviceId: service.id, before: inForce, after: declared }]);
  return declared;
}

const eventOf = (
  { row }: ProposalFacts,
  verdict: "approve" | "deny",
  comment: string | null,
): AuditInput => ({
  action: verdict === "approve" ? "declaration.approved" : "declaration.denied",
  detail: { comment, digest: row.after.digest, changes: row.waits.map(({ words }) => words).slice(0, 50) },
});

const lockService =
  "select 1 from service where id = (select service_id from declaration_proposal where id = $1) for no key update";

const closeSql =
  "update declaration_proposal set status = $2::proposal_status, closed_at = $3, decided_by_id = $4, comment = $5 where id = $1";
