import { durationWords, oneOfWords, referenceWords } from "../describe";
import type { PlatformLimits } from "../rules";
import type { AccessTrait } from "../trait";
import { type ChangeRule, change, type DeclarationChange } from "./change";
import { placeWords } from "./gather";
import { isIn, type Place, type PlaceRules, placeReader, placesOf } from "./place";
import { allows } from "./words";

/** What can be asked for at all, and what no longer. */
export function offerChanges(
  before: AccessTrait,
  after: AccessTrait,
  limits: PlatformLimits,
): DeclarationChange[] {
  return [
    ...newRoles(after, before, limits),
    ...without(before, after).map((role) => change("role-removed", `${role} is gone`, role)),
    ...placeChanges("new-environment", after, before, "may now be asked for"),
    ...placeChanges("environment-removed", before, after, "may no longer be asked for"),
  ];
}

export function newRoles(
  after: AccessTrait,
  before: AccessTrait | null,
  limits: PlatformLimits,
): DeclarationChange[] {
  const places = placesOf(after);
  const rulesOf = placeReader(after, limits);
  return without(after, before).map((role) => {
    const place = places.find((one) => one.role === role);
    const words = place ? offerWords(rulesOf(place)) : "";
    return change("new-role", `${role} is a new role${words}`, role);
  });
}

function offerWords({ rules, maxDurationSeconds, eligibleByClaim }: PlaceRules): string {
  const asking = [
    ...rules.eligible.map(referenceWords),
    ...(eligibleByClaim ? ["whom claims make eligible"] : []),
  ];
  const who = asking.length > 0 ? oneOfWords(asking, "and") : "nobody";
  return ` for ${who}, held for up to ${durationWords(maxDurationSeconds)}: ${allows(rules)}`;
}

const without = (trait: AccessTrait, other: AccessTrait | null) =>
  Object.keys(trait.roles).filter((role) => !other || !Object.hasOwn(other.roles, role));

/** Environments of roles that both have; said once where it is so for all that are offered there. */
function placeChanges(
  rule: ChangeRule,
  trait: AccessTrait,
  other: AccessTrait,
  words: string,
): DeclarationChange[] {
  const shared = placesOf(trait).filter(({ role }) => Object.hasOwn(other.roles, role));
  const there = isIn(placesOf(other));
  const found = shared.filter((place) => !there(place));
  const environments = [...new Set(found.map(({ environment }) => environment))];
  return environments.flatMap((environment) => {
    const at = (place: Place) => place.environment === environment;
    const roles = found.filter(at).map(({ role }) => role);
    const every = roles.length > 1 && roles.length === shared.filter(at).length;
    const where = environment === null ? " without an environment" : "";
    return (every ? [null] : roles).map((role) =>
      change(rule, `${placeWords(role, environment)} ${words}${where}`, role, environment),
    );
  });
}
