import canonicalize from "canonicalize";
import type { AccessTrait } from "../trait";
import type { ChangeRule } from "./change";
import type { SaidOfPlace } from "./gather";
import type { Place } from "./place";
import { type Mapped, mappedFor, mappedWords, mapsAll } from "./trust";

/** Whom claims let ask or decide for the roles of `places`. */
export function claimChanges(
  before: AccessTrait,
  after: AccessTrait,
  places: readonly Place[],
): SaidOfPlace[] {
  const roles = [...new Set(places.map(({ role }) => role))];
  const said = (rule: ChangeRule, found: ByRole, words: string) =>
    places.flatMap((place) =>
      (found.get(place.role) ?? []).map((one) => ({
        place,
        said: { rule, say: (who: string) => `${mappedWords(one)} ${words.replace("…", who)}` },
      })),
    );
  const [asked, asks] = [mappedFor(before, "eligible"), mappedFor(after, "eligible")];
  const [decided, decides] = [mappedFor(before, "approver"), mappedFor(after, "approver")];
  return [
    ...said("new-requester-claim", unmatched(asks, asked, roles), "may now ask for …"),
    ...said("requester-claim-removed", unmatched(asked, asks, roles), "may no longer ask for …"),
    ...said(
      "new-approver-claim",
      unmatched(decides, decided, roles),
      "may now decide for … where owners may",
    ),
    ...said(
      "approver-claim-removed",
      unmatched(decided, decides, roles),
      "may no longer decide for … where owners may",
    ),
  ];
}

type ByRole = Map<string, Mapped[]>;

/** By role, the mappings that hold for somebody for whom none of `others` is known to hold. */
function unmatched(these: readonly Mapped[], others: readonly Mapped[], roles: readonly string[]): ByRole {
  const found: ByRole = new Map();
  const same = new Set(others.map((other) => canonicalize(other)));
  for (const one of these) {
    if (same.has(canonicalize(one))) continue;
    const covering = others.filter((other) => mapsAll(other, one));
    const covered = new Set(covering.flatMap((other) => other.roles ?? roles));
    for (const role of one.roles ?? roles)
      if (!covered.has(role)) found.set(role, [...(found.get(role) ?? []), one]);
  }
  return found;
}
