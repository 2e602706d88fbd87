import type { Objection } from "@/lib/approvals/objections";
import type { Context } from "@/lib/context/context";
import { type SignInRules, strictestSignIn } from "@/lib/declarations/sign-in";
import { AppError } from "@/lib/errors/app-error";
import { platformRolesOf } from "@/lib/principals/platform-role";
import { referencesOf } from "@/lib/principals/principal";
import { standsFor } from "@/lib/principals/standing";
import { type StepUp, stepUpFor } from "@/lib/principals/step-up";
import { claimOf } from "./claims";
import { whyOver } from "./extension";
import type { RequestFacts } from "./facts";
import { extendedGrantOf, partiesOf } from "./row";
import { shorterDurations } from "./shorter-durations";
import { authenticationIn, insufficientSignIn, lackWords } from "./sign-in";

export const requestActions = ["view", "approve", "deny", "shorten", "cancel", "claim", "release"] as const;
export type RequestAction = (typeof requestActions)[number];

/** Why not, for the audit log and for the person. */
export type RequestObjection =
  | Objection
  | { code: "insufficient-authentication"; reason: string; stepUp: StepUp };

/** Null: allowed. */
type Rule = (ctx: Context, facts: RequestFacts) => RequestObjection | null;

const isRequester: Rule = (ctx, facts) =>
  ctx.actor.kind !== "system" && partiesOf(facts.row).includes(ctx.actor.principal.id)
    ? null
    : { code: "forbidden", reason: "Only whose request it is can do this." };

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

/** How an approver must have signed in: the stricter of what both versions ask for. */
export const requiredSignIn = ({ pinnedRules, currentRules }: RequestFacts): SignInRules | null =>
  strictestSignIn(pinnedRules.authContext, currentRules?.authContext ?? null);

/** To say no takes no more than a session. */
const signedInWell: Rule = (ctx, facts) => {
  const { row } = facts;
  const stepUp = stepUpFor(requiredSignIn(facts), authenticationIn(ctx), row.now);
  return stepUp && { code: "insufficient-authentication", reason: lackWords(row, stepUp), stepUp };
};

const looks = (ctx: Context, facts: RequestFacts) =>
  ctx.actor.kind !== "system" && claimOf(ctx.actor.principal, facts) !== null;

const isNotLooking: Rule = (ctx, facts) =>
  looks(ctx, facts)
    ? { code: "conflict", reason: "You are looking at it already: everybody sees it." }
    : null;

const isLooking: Rule = (ctx, facts) =>
  looks(ctx, facts) ? null : { code: "conflict", reason: "You are not looking at it, as far as others see." };

const hasShorter: Rule = (_ctx, { row }) =>
  shorterDurations(row.effective_duration_seconds).length > 0
    ? null
    : { code: "conflict", reason: "It cannot be shortened: it is as short as access can be." };

const stillRuns: Rule = (_ctx, { row }) => {
  const grant = extendedGrantOf(row);
  const over = grant && row.status === "pending" ? whyOver(grant, row.now) : null;
  return over === null ? null : { code: "conflict", reason: over };
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
  approve: both(stillRuns, isPending, stillOffered, mayDecide, signedInWell),
  shorten: both(hasShorter, stillRuns, isPending, stillOffered, mayDecide, signedInWell),
  deny: both(isPending, mayDecide),
  cancel: both(isPending, isRequester),
  claim: both(isPending, mayDecide, isNotLooking),
  release: both(isPending, isLooking),
};

export const objectionTo = (
  action: RequestAction,
  ctx: Context,
  facts: RequestFacts,
): RequestObjection | null => rules[action](ctx, facts);

/** Throws what stands in the way, if anything does. */
export function authorize(action: RequestAction, ctx: Context, facts: RequestFacts): void {
  const objection = objectionTo(action, ctx, facts);
  if (!objection) return;
  if (objection.code !== "insufficient-authentication") throw new AppError(objection.code, objection.reason);
  const { code, detail, extra } = insufficientSignIn(facts.row, objection.stepUp);
  throw new AppError(code, detail, extra);
}

/** What is kept from somebody by how they signed in, and by nothing else, is theirs to do: `stepUpOf` says what it takes. */
export const abilitiesOf = (ctx: Context, facts: RequestFacts): RequestAction[] =>
  requestActions.filter((action) => {
    if (action === "view") return false;
    const objection = rules[action](ctx, facts);
    return objection === null || objection.code === "insufficient-authentication";
  });

/** The sign-in that an approval takes of whoever could give it otherwise; null when theirs does, or could not help. */
export function stepUpOf(ctx: Context, facts: RequestFacts): (StepUp & { reason: string }) | null {
  const objection = rules.approve(ctx, facts);
  if (objection?.code !== "insufficient-authentication") return null;
  return { ...objection.stepUp, reason: objection.reason };
}

/**
 * The requester and who asked for them, whoever was named to decide or to review, owners of the service, who stands in for one of these, admins and
 * auditors.
 * `isVisible` in queries.ts says the same in SQL; a test holds the two together.
 */
function canView(ctx: Context, { row, current }: RequestFacts): boolean {
  if (ctx.actor.kind === "system") return true;
  const { principal } = ctx.actor;
  const { config } = ctx.runtime;
  if (partiesOf(row).includes(principal.id) || platformRolesOf(principal, config).length > 0) return true;
  const named = [...row.approver_refs, ...(row.review?.reviewerRefs ?? [])];
  return [principal, ...principal.standsInFor].some((person) => {
    const refs = referencesOf(person);
    return named.some((ref) => refs.includes(ref)) || standsFor(person, current, config);
  });
}
