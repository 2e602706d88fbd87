import type { PlatformLimits } from "../rules";
import type { AccessTrait } from "../trait";
import type { DeclarationChange } from "./change";
import { changesBetween } from "./changes-between";
import { narrow } from "./narrow";

export interface InForce {
  /** What applies until the rest is confirmed. */
  trait: AccessTrait;
  /** What `trait` changes against `before`. */
  acts: DeclarationChange[];
  /** What a yes will change, from `trait` to `after`. Empty: `trait` is `after`. */
  waits: DeclarationChange[];
}

/**
 * What of a new version acts at once and what waits for an owner's yes (rule 10). A service that is new has nobody to ask yet:
 * it acts whole. Pure; see `narrow`.
 */
export function inForce(before: AccessTrait | null, after: AccessTrait, limits: PlatformLimits): InForce {
  const changes = changesBetween(before, after, limits);
  const trait = before ? narrow(before, after, limits, changes) : after;
  if (trait === after) return { trait, acts: changes, waits: [] };
  if (trait === before) return { trait, acts: [], waits: changes };
  return {
    trait,
    acts: changesBetween(before, trait, limits),
    waits: changesBetween(trait, after, limits),
  };
}
