import type { Objection } from "@/lib/approvals/objections";
import type { Context } from "@/lib/context/context";
import { rulesFor } from "@/lib/declarations/rules";
import type { AccessTrait } from "@/lib/declarations/trait";
import { platformRolesOf } from "@/lib/principals/platform-role";
import { standsFor } from "@/lib/principals/standing";
import { lostEligibility } from "./eligibility";
import { extendedEnd, gainedSeconds } from "./extension";
import type { GrantRow } from "./row";
import { statusAt } from "./transitions";

export const grantActions = ["view", "use", "extend", "give-back", "revoke"] as const;
export type GrantAction = (typeof grantActions)[number];

export interface GrantFacts {
  row: GrantRow;
  current: AccessTrait;
}

type Rule = (ctx: Context, facts: GrantFacts) => Objection | null;

const isHolder = (ctx: Context, { row }: GrantFacts) =>
  ctx.actor.kind !== "system" && ctx.actor.principal.id === row.principal.id;

const isInCharge = (ctx: Context, { current }: GrantFacts) =>
  ctx.actor.kind === "system" ||
  standsFor(ctx.actor.principal, current, ctx.runtime.config) ||
  platformRolesOf(ctx.actor.principal, ctx.runtime.config).includes("admin");

const running: Rule = (_ctx, { row }) => {
  const status = statusAt(row, row.now);
  return status === "active" || status === "scheduled"
    ? null
    : { code: "conflict", reason: `This access is ${status} already.` };
};

/** Asking to extend would be refused for these reasons whatever is written in the ask; `assessAsk` has the last word. */
const extendable: Rule = (ctx, facts) => {
  const { row, current } = facts;
  const { config } = ctx.runtime;
  const lost = lostEligibility(facts, config);
  if (lost) return { code: "conflict", reason: `It cannot be extended: ${lost}.` };
  if (row.service.status === "withdrawn")
    return { code: "conflict", reason: `${row.service.title} is no longer declared.` };
  if (row.waiting_request_id)
    return { code: "conflict", reason: "A request for this role waits for a decision already." };
  const { maxDurationSeconds } = rulesFor(current, row.role, row.environment, config.limits);
  const until = extendedEnd(row, maxDurationSeconds, maxDurationSeconds, row.now);
  return gainedSeconds(row, until) < config.limits.minDurationSeconds
    ? { code: "conflict", reason: "It lasts as long as it may already." }
    : null;
};

/** Everything that can be done with a grant, and who may. Null: allowed. Not listed does not compile. */
const rules: Record<GrantAction, Rule> = {
  // `isVisible` in queries.ts says the same in SQL; a test holds the two together.
  view: (ctx, facts) => {
    const sees =
      isHolder(ctx, facts) ||
      isInCharge(ctx, facts) ||
      (ctx.actor.kind !== "system" && platformRolesOf(ctx.actor.principal, ctx.runtime.config).length > 0);
    return sees ? null : { code: "forbidden", reason: "This access is not yours to see." };
  },
  use: (ctx, facts) => {
    if (!isHolder(ctx, facts))
      return { code: "forbidden", reason: "Only its holder gets tokens under a grant." };
    return statusAt(facts.row, facts.row.now) === "active"
      ? null
      : { code: "conflict", reason: "This access is not active." };
  },
  extend: (ctx, facts) => {
    if (!isHolder(ctx, facts)) return { code: "forbidden", reason: "Only its holder extends access." };
    return running(ctx, facts) ?? extendable(ctx, facts);
  },
  "give-back": (ctx, facts) =>
    isHolder(ctx, facts)
      ? running(ctx, facts)
      : { code: "forbidden", reason: "Only its holder gives access back." },
  revoke: (ctx, facts) => {
    if (!isHolder(ctx, facts) && !isInCharge(ctx, facts)) {
      return {
        code: "forbidden",
        reason: `Only ${facts.current.owners.join(", ")}, a platform admin or the holder ends this access.`,
      };
    }
    return running(ctx, facts);
  },
};

export const objectionTo = (action: GrantAction, ctx: Context, facts: GrantFacts): Objection | null =>
  rules[action](ctx, facts);

export const abilitiesOf = (ctx: Context, facts: GrantFacts): GrantAction[] =>
  grantActions.filter((action) => action !== "view" && rules[action](ctx, facts) === null);
