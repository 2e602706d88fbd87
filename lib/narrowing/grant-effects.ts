import type { Config } from "@/lib/config/config";
import { durationWords } from "@/lib/declarations/describe";
import { type AuthorizationDetail, type RoleRules, rulesFor } from "@/lib/declarations/rules";
import type { AccessTrait } from "@/lib/declarations/trait";
import { lostUnder } from "@/lib/grants/eligibility";
import type { GrantRow } from "@/lib/grants/row";
import { type Rights, rightsOf } from "@/lib/tokens/rights";
import { declarationOf, placeWords } from "./words";

/** A grant that is live or scheduled, with what an effect on it depends on. */
export interface RunningGrant {
  row: GrantRow & {
    declaration_id: string;
    authorization_details: AuthorizationDetail[];
    /** Its start, or the last yes that extended it: from here on its role's limit counts. */
    counts_from: Date;
  };
  /** The trait that it was made under. */
  pinned: AccessTrait;
}

/** What a new declaration does to a grant. One that ends is not also shortened or lessened. */
export type GrantEffect =
  | { kind: "end"; reason: string }
  | { kind: "shorten"; endsAt: Date; cappedBy: string }
  /** Its tokens must stop, for new ones say less: what is lost, in words. */
  | { kind: "lessen"; without: string[] };

type Rules = Pick<Config, "issuers" | "limits">;

/**
 * What happens to a grant when `after` comes into force in place of `before`. Only what the change itself brings about:
 * what was lost already stays as it is. Pure.
 */
export function effectsOnGrant(
  grant: RunningGrant,
  before: AccessTrait,
  after: AccessTrait,
  config: Rules,
): GrantEffect[] {
  const { row } = grant;
  const lost = lossUnder(grant, after, config);
  const by = declarationOf(row.now);
  if (lost) {
    const isNews = lossUnder(grant, before, config)?.code !== lost.code;
    return isNews ? [{ kind: "end", reason: `${by} ${lost.words}` }] : [];
  }
  const rules = rulesFor(after, row.role, row.environment, config.limits);
  const effects: GrantEffect[] = [];
  const endsAt = endUnder(row, rules);
  if (endsAt < endBefore(grant, before, config)) {
    if (endsAt <= row.now) {
      const longest = durationWords(rules.maxDurationSeconds);
      return [
        { kind: "end", reason: `${by} lets ${placeWords(row)} be held for ${longest}, which are over` },
      ];
    }
    effects.push({ kind: "shorten", endsAt, cappedBy: rules.cappedBy });
  }
  const without = fewer(rightsUnder(grant, before, config), rightsUnder(grant, after, config));
  if (without.length > 0) effects.push({ kind: "lessen", without });
  return effects;
}

type Loss = "not-offered" | "not-eligible" | "unsupported" | "no-right";

/** Why no token can be had under this grant any more, whatever time is left of it. */
function lossUnder(
  grant: RunningGrant,
  trait: AccessTrait,
  config: Rules,
): { code: Loss; words: string } | null {
  const { row } = grant;
  const code = lostUnder(row, trait, config);
  if (code === "not-offered") return { code, words: `no longer offers ${placeWords(row)}` };
  if (code === "not-eligible")
    return { code, words: `no longer lets ${row.principal.name} hold ${row.role}` };
  const { unsupported } = rulesFor(trait, row.role, row.environment, config.limits);
  if (unsupported.length > 0)
    return { code: "unsupported", words: `asks for what this version cannot do: ${unsupported.join("; ")}` };
  return rightsUnder(grant, trait, config) === null
    ? { code: "no-right", words: `took away everything that ${row.role} was granted with` }
    : null;
}

/** Null: none, or the role is not offered. */
function rightsUnder({ row, pinned }: RunningGrant, trait: AccessTrait, config: Rules): Rights | null {
  if (lostUnder(row, trait, config) === "not-offered") return null;
  const rulesIn = (version: AccessTrait) => rulesFor(version, row.role, row.environment, config.limits);
  return rightsOf(row, rulesIn(pinned), rulesIn(trait));
}

const endUnder = (row: RunningGrant["row"], { maxDurationSeconds }: RoleRules) =>
  new Date(Math.min(row.ends_at.getTime(), row.counts_from.getTime() + maxDurationSeconds * 1000));

function endBefore({ row }: RunningGrant, before: AccessTrait, config: Rules): Date {
  return lostUnder(row, before, config) === "not-offered"
    ? row.ends_at
    : endUnder(row, rulesFor(before, row.role, row.environment, config.limits));
}

/** What `now` lacks of `then`, in words. A list of resources that is empty stands for all of them. */
function fewer(then: Rights | null, now: Rights | null): string[] {
  if (!then || !now) return [];
  const lost = <T>(had: readonly T[], has: readonly T[]) => had.filter((one) => !has.includes(one));
  const resources =
    then.resources.length === 0 && now.resources.length > 0
      ? [`anything but ${now.resources.join(", ")}`]
      : now.resources.length === 0
        ? []
        : lost(then.resources, now.resources);
  return [
    ...lost(then.scopes, now.scopes),
    ...lost(then.actions, now.actions),
    ...resources,
    // Both are of the grant's own details, so the same one is the same object.
    ...lost(then.authorizationDetails, now.authorizationDetails).map((detail) => detail.type),
  ];
}
