import type { Objection } from "@/lib/approvals/objections";
import type { Context } from "@/lib/context/context";
import type { AccessTrait } from "@/lib/declarations/trait";
import { platformRolesOf } from "@/lib/principals/platform-role";
import { standingOf, standsFor } from "@/lib/principals/standing";
import type { ReviewRow } from "./row";

export const reviewActions = ["view", "complete"] as const;
export type ReviewAction = (typeof reviewActions)[number];

export interface ReviewFacts {
  row: ReviewRow;
  current: AccessTrait;
}

/** Null: allowed. Otherwise why not, for the audit log and for the person. */
type Rule = (ctx: Context, facts: ReviewFacts) => Objection | null;

const isOpen: Rule = (_ctx, { row }) => {
  if (row.status === "open") return null;
  const reason =
    row.status === "done"
      ? `${row.reviewer?.name ?? "Somebody"} reviewed this already.`
      : "The access never began: there is nothing to review.";
  return { code: "conflict", reason };
};

export const isOverdue = ({ status, due_at, now }: ReviewRow) => status === "open" && now >= due_at;

/** Whoever is named; and once it is overdue, the owners and the platform admins as well, so that somebody can. */
function isReviewer(ctx: Context, { row, current }: ReviewFacts): boolean {
  if (ctx.actor.kind === "system") return false;
  const { principal } = ctx.actor;
  const { config } = ctx.runtime;
  const standing = standingOf(principal, current, config);
  if (standing.mayDecide(row.role, row.reviewer_refs)) return true;
  return isOverdue(row) && (standing.isOwner || platformRolesOf(principal, config).includes("admin"));
}

/** Whether it is this person's to do, now or once the access has ended. */
const isTheirs: Rule = (ctx, facts) => {
  if (ctx.actor.kind !== "user") return { code: "forbidden", reason: "Only a person reviews access." };
  if (ctx.actor.principal.id === facts.row.holder.id)
    return { code: "self-approval", reason: "Nobody reviews their own access." };
  if (ctx.actor.principal.id === facts.row.asked_by_id)
    return { code: "self-approval", reason: "Nobody reviews access that they asked for." };
  if (isReviewer(ctx, facts)) return null;
  return { code: "forbidden", reason: `Only ${facts.row.reviewer_refs.join(", ")} can review this access.` };
};

/** What is done after the review would be reviewed by nobody. */
const hasEnded: Rule = (_ctx, { row }) =>
  row.now >= row.ended_at
    ? null
    : { code: "conflict", reason: "The access still runs: it is reviewed when it has ended, or was ended." };

/** Everything that can be done with a review, and who may. Not listed does not compile. */
const rules: Record<ReviewAction, Rule> = {
  // `isVisible` in queries.ts says the same in SQL; a test holds the two together.
  view: (ctx, facts) =>
    canView(ctx, facts) ? null : { code: "forbidden", reason: "This review is not yours to see." },
  complete: (ctx, facts) => isOpen(ctx, facts) ?? isTheirs(ctx, facts) ?? hasEnded(ctx, facts),
};

export const objectionTo = (action: ReviewAction, ctx: Context, facts: ReviewFacts): Objection | null =>
  rules[action](ctx, facts);

/** Whether it waits for this person, now or once the access has ended. */
export const waitsFor = (ctx: Context, facts: ReviewFacts): boolean =>
  (isOpen(ctx, facts) ?? isTheirs(ctx, facts)) === null;

/** The holder and who asked for them, the reviewers, owners of the service, admins and auditors. */
function canView(ctx: Context, { row, current }: ReviewFacts): boolean {
  if (ctx.actor.kind === "system") return true;
  const { principal } = ctx.actor;
  const { config } = ctx.runtime;
  const isParty = principal.id === row.holder.id || principal.id === row.asked_by_id;
  if (isParty || platformRolesOf(principal, config).length > 0) return true;
  const { refs } = standingOf(principal, current, config);
  return row.reviewer_refs.some((ref) => refs.has(ref)) || standsFor(principal, current, config);
}
