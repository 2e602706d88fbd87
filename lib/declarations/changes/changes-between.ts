import type { PlatformLimits } from "../rules";
import type { AccessTrait } from "../trait";
import { change, type DeclarationChange, type Said } from "./change";
import { gather } from "./gather";
import { newRoles, offerChanges } from "./offer-changes";
import { placeReader, placesInBoth } from "./place";
import { placeChanges, roleChanges } from "./place-changes";
import { serviceChanges } from "./service-changes";
import { claimChanges } from "./trust-changes";
import { allNames } from "./words";

/**
 * What a new version of a declaration changes in effect, each with its direction. Null before: the service is new; null after:
 * it is gone. What cannot be compared is listed as widening, or as widening and narrowing. Pure; empty when both come to the
 * same. Throws a RangeError for a trait that names a policy which it does not declare.
 */
export function changesBetween(
  before: AccessTrait | null,
  after: AccessTrait | null,
  limits: PlatformLimits,
): DeclarationChange[] {
  if (!after) return before ? [change("service-removed", "the service is gone, with all of its roles")] : [];
  if (!before) {
    const words = `the service is new, and ${allNames(after.owners)} ${after.owners.length === 1 ? "owns" : "own"} it`;
    return [change("new-service", words), ...newRoles(after, null, limits)];
  }
  return [
    ...offerChanges(before, after, limits),
    ...gatheredChanges(before, after, limits),
    ...serviceChanges(before, after),
  ];
}

function gatheredChanges(
  before: AccessTrait,
  after: AccessTrait,
  limits: PlatformLimits,
): DeclarationChange[] {
  const compared = placesInBoth(after, before);
  const [was, is] = [placeReader(before, limits), placeReader(after, limits)];
  const ofRole = new Map<string, Said[]>();
  const found = compared.flatMap((place) => {
    const rules = [was(place), is(place)] as const;
    const shared = ofRole.get(place.role) ?? roleChanges(...rules);
    ofRole.set(place.role, shared);
    return [...shared, ...placeChanges(...rules)].map((said) => ({ place, said }));
  });
  return gather(compared, [...found, ...claimChanges(before, after, compared)]);
}
