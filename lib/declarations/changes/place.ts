import { parseDuration } from "@/lib/config/duration";
import { environmentsOf, type PlatformLimits, type RoleRules, rulesFor } from "../rules";
import type { AccessTrait } from "../trait";
import { type Policy, policyCalled } from "./policy";
import { hasMapping } from "./trust";

/** Where something can be asked for: a role, in an environment where the service declares any. */
export interface Place {
  role: string;
  environment: string | null;
}

/** Everything that a declaration says about a place, also what this version cannot enforce yet. Durations in seconds. */
export interface PlaceRules {
  rules: RoleRules;
  policy: Policy;
  /** The longest that anybody gets: `rules.maxDurationSeconds`, less where an automatic yes reaches less far. */
  maxDurationSeconds: number;
  /** What is proposed before limits cut it; null: the platform's usual. */
  wishedSeconds: number | null;
  /** Whether claims alone make somebody eligible. */
  eligibleByClaim: boolean;
}

export function placesOf(trait: AccessTrait): Place[] {
  return Object.keys(trait.roles).flatMap((role) => {
    const environments = environmentsOf(trait, role);
    return (environments.length > 0 ? environments : [null]).map((environment) => ({ role, environment }));
  });
}

/** The places of `trait` that `other` has too. */
export function placesInBoth(trait: AccessTrait, other: AccessTrait): Place[] {
  return placesOf(trait).filter(isIn(placesOf(other)));
}

export const isIn = (places: readonly Place[]) => {
  const keys = new Set(places.map(keyOf));
  return (place: Place) => keys.has(keyOf(place));
};

const keyOf = ({ role, environment }: Place) => `${role}\n${environment ?? ""}`;

/**
 * Reads places of one trait. Places that share a policy get the same object, so that it is looked at once. The function throws
 * a RangeError for a place that the trait does not have.
 */
export function placeReader(trait: AccessTrait, limits: PlatformLimits): (place: Place) => PlaceRules {
  const usual = new Map<string | undefined, Policy>();
  const urgent = new Map<string | undefined, Policy>();
  const policyOf = (name: string | undefined, breakGlass: boolean) => {
    const policies = breakGlass ? urgent : usual;
    const policy = policies.get(name) ?? policyCalled(trait, name, limits, breakGlass);
    policies.set(name, policy);
    return policy;
  };
  return (place) => {
    const rules = rulesFor(trait, place.role, place.environment, limits);
    const role = trait.roles[place.role];
    const environment = place.environment === null ? undefined : trait.environments?.[place.environment];
    const policy = policyOf(
      environment?.approval ?? role?.approval ?? trait.defaults?.approval,
      rules.breakGlass,
    );
    const automatic = policy.kind === "automatic" ? policy.maxDurationSeconds : null;
    const wished = role?.duration?.default ?? trait.defaults?.duration?.default;
    return {
      rules,
      policy,
      maxDurationSeconds: Math.min(rules.maxDurationSeconds, automatic ?? Number.POSITIVE_INFINITY),
      wishedSeconds: wished === undefined ? null : parseDuration(wished),
      eligibleByClaim: hasMapping(trait, "eligible", place.role),
    };
  };
}
