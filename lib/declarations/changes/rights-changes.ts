import canonicalize from "canonicalize";
import { oneOfWords } from "../describe";
import { beyond } from "../patterns";
import type { AuthorizationDetail, RoleRules } from "../rules";
import type { ChangeRule, Said } from "./change";
import { allows, onlyOn } from "./words";

/** What a role lets its holder do: more, less, or on other things. */
export function rightsChanges(before: RoleRules, after: RoleRules): Said[] {
  const newActions = beyond(after.actions, before.actions);
  const lostActions = beyond(before.actions, after.actions);
  const newScopes = without(after.scopes, before.scopes);
  const lostScopes = without(before.scopes, after.scopes);
  const newDetails = detailsBeyond(after.authorizationDetails, before.authorizationDetails);
  const lostDetails = detailsBeyond(before.authorizationDetails, after.authorizationDetails);
  return [
    ...gained("new-action", newActions, allows({ actions: newActions })),
    ...gained("new-scope", newScopes, allows({ scopes: newScopes })),
    ...gained("new-authorization-detail", newDetails, allows({ authorizationDetails: newDetails })),
    ...lost("action-removed", lostActions, allows({ actions: lostActions })),
    ...lost("scope-removed", lostScopes, allows({ scopes: lostScopes })),
    ...lost("authorization-detail-removed", lostDetails, allows({ authorizationDetails: lostDetails })),
    ...resourceChanges(before.resources, after.resources),
  ];
}

const gained = (rule: ChangeRule, found: readonly unknown[], words: string): Said[] =>
  found.length === 0 ? [] : [{ rule, say: (who) => `${who} now also allows: ${words}` }];

const lost = (rule: ChangeRule, found: readonly unknown[], words: string): Said[] =>
  found.length === 0 ? [] : [{ rule, say: (who) => `${who} no longer allows: ${words}` }];

/** A role that names no resources is for all of the service's. */
function resourceChanges(before: string[], after: string[]): Said[] {
  if (before.length === 0 && after.length === 0) return [];
  if (before.length === 0)
    return [{ rule: "resource-removed", say: (who) => `${who} now acts ${onlyOn(after)}` }];
  if (after.length === 0) {
    const words = `now acts on all of the service, not ${onlyOn(before)}`;
    return [{ rule: "new-resource", say: (who) => `${who} ${words}` }];
  }
  const added = beyond(after, before);
  const removed = beyond(before, after);
  const said: Said[] = [];
  if (added.length > 0)
    said.push({
      rule: "new-resource",
      say: (who) => `${who} now also acts on ${oneOfWords(added, "and")}`,
    });
  if (removed.length > 0)
    said.push({
      rule: "resource-removed",
      say: (who) => `${who} no longer acts on ${oneOfWords(removed, "and")}`,
    });
  return said;
}

export const without = <T>(these: readonly T[], those: readonly T[]): T[] =>
  these.filter((one) => !those.includes(one));

/** By their canonical form (RFC 8785): a detail is copied into the token as it stands, so only the same one is no more. */
export function detailsBeyond(
  these: readonly AuthorizationDetail[],
  those: readonly AuthorizationDetail[],
): AuthorizationDetail[] {
  const known = new Set(those.map((detail) => canonicalize(detail)));
  return these.filter((detail) => !known.has(canonicalize(detail)));
}
