import type { Objection } from "@/lib/approvals/objections";
import type { Context } from "@/lib/context/context";
import type { AccessTrait } from "@/lib/declarations/trait";
import { platformRolesOf } from "@/lib/principals/platform-role";
import { standsFor } from "@/lib/principals/standing";
import type { GrantRow } from "./row";
import { statusAt } from "./transitions";

export const grantActions = ["view", "use", "give-back", "revoke"] as const;
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
