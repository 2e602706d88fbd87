import type { Objection } from "@/lib/approvals/objections";
import type { Context } from "@/lib/context/context";
import { platformRolesOf } from "@/lib/principals/platform-role";
import { referencesOf } from "@/lib/principals/principal";
import { standsFor } from "@/lib/principals/standing";
import type { RequestFacts } from "./facts";

export const requestActions = ["view", "approve", "deny", "shorten", "cancel"] as const;
export type RequestAction = (typeof requestActions)[number];

/** Null: allowed. Otherwise why not, for the audit log and for the person. */
type Rule = (ctx: Context, facts: RequestFacts) => Objection | null;

const isRequester: Rule = (ctx, facts) =>
  ctx.actor.kind !== "system" && ctx.actor.principal.id === facts.row.requester.id
    ? null
    : { code: "forbidden", reason: "Only the one who asked can do this." };

const isPending: Rule = (_ctx, { row }) => {
  if (row.status !== "pending")
    return { code: "conflict", reason: `This request was ${row.status} already.` };
  if (row.now >= row.pending_until)
    return { code: "conflict", reason: "This request closed by itself: nobody decided in time." };
  return null;
};

const mayDecide: Rule = (ctx, facts) => {
  if (ctx.actor.kind === "system") return { code: "forbidden", reason: "Only a person decides." };
  return facts.assessment.whyNot(ctx.actor.principal);
};

const stillOffered: Rule = (_ctx, facts) =>
  facts.currentRules
    ? null
    : {
        code: "conflict",
        reason: "The declaration no longer offers this role here, so it cannot be granted.",
      };

const both =
  (...rules: Rule[]): Rule =>
  (ctx, facts) => {
    for (const rule of rules) {
      const objection = rule(ctx, facts);
      if (objection) return objection;
    }
    return null;
  };

/** Everything that can be done with a request, and who may. Not listed is not allowed: it does not compile. */
const rules: Record<RequestAction, Rule> = {
  view: (ctx, facts) =>
    canView(ctx, facts) ? null : { code: "forbidden", reason: "This request is not yours to see." },
  approve: both(isPending, stillOffered, mayDecide),
  shorten: both(isPending, stillOffered, mayDecide),
  deny: both(isPending, mayDecide),
  cancel: both(isPending, isRequester),
};

export const objectionTo = (action: RequestAction, ctx: Context, facts: RequestFacts): Objection | null =>
  rules[action](ctx, facts);

export const abilitiesOf = (ctx: Context, facts: RequestFacts): RequestAction[] =>
  requestActions.filter((action) => action !== "view" && rules[action](ctx, facts) === null);

/**
 * The one who asked, whoever was named to decide, owners of the service, who stands in for one of these, admins and auditors.
 * `isVisible` in queries.ts says the same in SQL; a test holds the two together.
 */
function canView(ctx: Context, { row, current }: RequestFacts): boolean {
  if (ctx.actor.kind === "system") return true;
  const { principal } = ctx.actor;
  const { config } = ctx.runtime;
  if (principal.id === row.requester.id || platformRolesOf(principal, config).length > 0) return true;
  return [principal, ...principal.standsInFor].some((person) => {
    const refs = referencesOf(person);
    return row.approver_refs.some((ref) => refs.includes(ref)) || standsFor(person, current, config);
  });
}
