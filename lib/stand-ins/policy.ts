import type { Context } from "@/lib/context/context";
import type { ErrorCode } from "@/lib/errors/app-error";
import { platformRolesOf } from "@/lib/principals/platform-role";
import type { Identity } from "@/lib/principals/principal";
import { chainBack, type Representation } from "./chain";
import type { StandInRow } from "./row";

export interface Objection {
  code: ErrorCode;
  reason: string;
  /** The field that would have to be another. */
  path?: string;
}

const longestDays = 90;
const furthestDays = 365;
const dayMs = 86_400_000;
/** How far the clock of whoever asks may be behind. */
const toleranceMs = 60_000;

export interface Naming {
  absent: Identity;
  standIn: Identity;
  startsAt: Date;
  endsAt: Date;
  now: Date;
  /** Everything that was not ended and overlaps the period, of whomever. */
  others: readonly Representation[];
}

/** Pure. Nobody names a stand-in for somebody else: who is away is whoever acts. */
export function objectionToNaming(naming: Naming): Objection | null {
  return whoObjection(naming) ?? whenObjection(naming) ?? overlapObjection(naming) ?? loopObjection(naming);
}

function whoObjection({ absent, standIn }: Naming): Objection | null {
  if (absent.kind === "workload")
    return { code: "forbidden", reason: "A workload never approves, so nobody stands in for one." };
  const bad = (reason: string): Objection => ({ code: "invalid-input", reason, path: "standIn" });
  if (standIn.id === absent.id) return bad("nobody stands in for themself");
  if (standIn.kind === "workload") return bad("a workload never approves: name a person");
  if (standIn.deactivatedAt)
    return bad(`${standIn.name} was deactivated here and cannot decide: name somebody else`);
  return null;
}

function whenObjection({ startsAt, endsAt, now }: Naming): Objection | null {
  const bad = (path: string, reason: string): Objection => ({ code: "invalid-input", reason, path });
  if (startsAt.getTime() < now.getTime() - toleranceMs) return bad("startsAt", "lies in the past");
  if (startsAt.getTime() > now.getTime() + furthestDays * dayMs)
    return bad("startsAt", `at most ${furthestDays} days ahead`);
  if (endsAt <= startsAt || endsAt <= now) return bad("endsAt", "ends before it begins");
  if (endsAt.getTime() - startsAt.getTime() > longestDays * dayMs)
    return bad("endsAt", `at most ${longestDays} days after it begins`);
  return null;
}

function overlapObjection({ absent, startsAt, endsAt, others }: Naming): Objection | null {
  const taken = others.find(
    (other) => other.absent.id === absent.id && other.startsAt < endsAt && other.endsAt > startsAt,
  );
  if (!taken) return null;
  return {
    code: "conflict",
    reason: `${taken.standIn.name} stands in for you from ${day(taken.startsAt)} to ${day(taken.endsAt)} already, and there is one stand-in at a time. End that first, or choose another period.`,
  };
}

function loopObjection({ absent, standIn, startsAt, endsAt, others }: Naming): Objection | null {
  const chain = chainBack({ absent, standIn, startsAt, endsAt }, others);
  if (!chain) return null;
  const links = chain.map((person, index) => {
    const next = chain[index + 1]?.name ?? "you";
    return index === 0 ? `${person.name} is represented by ${next}` : `${person.name} by ${next}`;
  });
  return {
    code: "conflict",
    reason: `That would lead back to you: ${links.join(", ")} in that time. Name somebody else, or choose another period.`,
  };
}

const day = (at: Date) => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;

export const standInActions = ["end"] as const;
type StandInAction = (typeof standInActions)[number];

/** Null: allowed. Otherwise why not. */
type Rule = (ctx: Context, row: StandInRow) => Objection | null;

const rules: Record<StandInAction, Rule> = {
  end(ctx, { absent, stand_in, ended_at, ends_at, now }) {
    if (ctx.actor.kind !== "system") {
      const { principal } = ctx.actor;
      const isAdmin = platformRolesOf(principal, ctx.runtime.config).includes("admin");
      if (principal.id !== absent.id && principal.id !== stand_in.id && !isAdmin)
        return {
          code: "forbidden",
          reason: `Only ${absent.name}, ${stand_in.name} and platform admins can end this.`,
        };
    }
    if (ended_at || ends_at <= now) return { code: "conflict", reason: "It is over already." };
    return null;
  },
};

export const objectionTo = (action: StandInAction, ctx: Context, row: StandInRow): Objection | null =>
  rules[action](ctx, row);

export const abilitiesOf = (ctx: Context, row: StandInRow): StandInAction[] =>
  standInActions.filter((action) => rules[action](ctx, row) === null);

/** Who is away, who stands in, admins and auditors. `isVisible` in queries.ts says the same in SQL. */
export function canView(ctx: Context, { absent, stand_in }: StandInRow): boolean {
  if (ctx.actor.kind === "system") return true;
  const { principal } = ctx.actor;
  return (
    principal.id === absent.id ||
    principal.id === stand_in.id ||
    platformRolesOf(principal, ctx.runtime.config).length > 0
  );
}
