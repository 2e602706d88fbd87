import type { Objection } from "@/lib/approvals/objections";
import type { Context } from "@/lib/context/context";
import type { AccessTrait } from "@/lib/declarations/trait";
import { platformRolesOf } from "@/lib/principals/platform-role";
import { standingOf } from "@/lib/principals/standing";
import type { ProposalRow } from "./row";

export const proposalActions = ["approve", "deny"] as const;
export type ProposalAction = (typeof proposalActions)[number];

export interface ProposalFacts {
  row: ProposalRow;
  /** What counts now, and decides who owns the service. */
  inForce: AccessTrait;
  /** What would count after a yes. */
  declared: AccessTrait;
}

/** Null: allowed. Otherwise why not, for the audit log and for the person. */
type Rule = (ctx: Context, facts: ProposalFacts) => Objection | null;

const isPending: Rule = (_ctx, { row }) => {
  const conflict = (reason: string): Objection => ({ code: "conflict", reason });
  if (row.status === "superseded") return conflict("Its source says something else by now.");
  if (row.status !== "pending") return conflict(`This change was ${row.status} already.`);
  if (row.now >= row.pending_until)
    return conflict("This change closed by itself: no owner decided in time.");
  return null;
};

const isOwner: Rule = (ctx, { row, inForce }) => {
  if (ctx.actor.kind !== "user")
    return { code: "forbidden", reason: "A workload never says yes to what a declaration widens." };
  const { principal } = ctx.actor;
  const { config } = ctx.runtime;
  if (row.proposed_by?.id === principal.id)
    return { code: "self-approval", reason: "Nobody approves what they uploaded themselves." };
  if (standingOf(principal, inForce, config).isOwner) return null;
  const isAdmin = platformRolesOf(principal, config).includes("admin");
  if (isAdmin && !row.has_known_owner && !hasOwnersByClaim(inForce)) return null;
  return {
    code: "forbidden",
    reason: `Only ${inForce.owners.join(", ")} can decide what the declaration of ${row.service.title} widens.`,
  };
};

// Who owns a service by a claim is known when they come, so nobody can say that there is nobody.
const hasOwnersByClaim = ({ trust }: AccessTrait) =>
  Object.values(trust ?? {}).some(({ mappings }) => mappings.some(({ grant }) => grant === "owner"));

const decides: Rule = (ctx, facts) => isPending(ctx, facts) ?? isOwner(ctx, facts);

/** Everything that can be done with a proposal, and who may. Everybody who is signed in may see one: it is a declaration. */
const rules: Record<ProposalAction, Rule> = { approve: decides, deny: decides };

export const objectionTo = (action: ProposalAction, ctx: Context, facts: ProposalFacts): Objection | null =>
  rules[action](ctx, facts);

export const abilitiesOf = (ctx: Context, facts: ProposalFacts): ProposalAction[] =>
  proposalActions.filter((action) => rules[action](ctx, facts) === null);
