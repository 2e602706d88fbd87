import canonicalize from "canonicalize";
import { oneOfWords } from "../describe";
import { conflictsOf } from "../rules";
import type { AccessTrait } from "../trait";
import { change, type DeclarationChange } from "./change";
import { without } from "./rights-changes";
import { type Mapped, mappedFor, mappedWords, mapsAll } from "./trust";
import { allNames } from "./words";

/** What changes for the service as a whole: who owns it, which roles exclude each other, and how it is described. */
export function serviceChanges(before: AccessTrait, after: AccessTrait): DeclarationChange[] {
  return [
    ...ownerChanges(before, after),
    ...conflictChanges(before, after),
    ...descriptionChanges(before, after),
  ];
}

function ownerChanges(before: AccessTrait, after: AccessTrait): DeclarationChange[] {
  const added = without(after.owners, before.owners);
  const removed = without(before.owners, after.owners);
  const [was, is] = [mappedFor(before, "owner"), mappedFor(after, "owner")];
  const own = (refs: string[]) => `${allNames(refs)} ${refs.length === 1 ? "owns" : "own"} the service`;
  return [
    ...(added.length > 0 ? [change("new-owner", `${own(added)} from now on`)] : []),
    ...(removed.length > 0
      ? [
          change(
            "owner-removed",
            `${allNames(removed)} no longer ${removed.length === 1 ? "owns" : "own"} the service`,
          ),
        ]
      : []),
    ...is
      .filter(beyond(was))
      .map((one) => change("new-owner-claim", `${mappedWords(one)} owns the service from now on`)),
    ...was
      .filter(beyond(is))
      .map((one) => change("owner-claim-removed", `${mappedWords(one)} no longer owns the service`)),
  ];
}

const beyond = (others: readonly Mapped[]) => (one: Mapped) => !others.some((other) => mapsAll(other, one));

/** Of roles that both versions have: one that is gone excludes nobody, and a new one comes with a yes of its own. */
function conflictChanges(before: AccessTrait, after: AccessTrait): DeclarationChange[] {
  const [was, is] = [conflictPairs(before, after), conflictPairs(after, before)];
  return [
    ...without(is, was).map((pair) => conflictChange("new-conflict", pair, "no longer")),
    ...without(was, is).map((pair) => conflictChange("conflict-removed", pair, "now")),
  ];
}

function conflictPairs(trait: AccessTrait, other: AccessTrait): string[] {
  return Object.keys(trait.roles).flatMap((role) =>
    conflictsOf(trait, role)
      .filter(
        (against) =>
          role < against && Object.hasOwn(other.roles, role) && Object.hasOwn(other.roles, against),
      )
      .map((against) => `${role} ${against}`),
  );
}

function conflictChange(
  rule: "new-conflict" | "conflict-removed",
  pair: string,
  when: string,
): DeclarationChange {
  const roles = pair.split(" ");
  return change(rule, `${oneOfWords(roles, "and")} may ${when} be held together`, roles[0]);
}

function descriptionChanges(before: AccessTrait, after: AccessTrait): DeclarationChange[] {
  const differ = (these: unknown, those: unknown) =>
    canonicalize(these ?? null) !== canonicalize(those ?? null);
  const changes: DeclarationChange[] = [];
  if (differ(before.title, after.title))
    changes.push(
      change(
        "title",
        after.title ? `the service is now called ${after.title}` : "the service has no title any more",
      ),
    );
  if (differ(before.description, after.description))
    changes.push(change("description", "the service is described anew"));
  if (differ(before.system, after.system))
    changes.push(
      change(
        "system",
        after.system
          ? `the service is now part of ${after.system}`
          : "the service is part of no system any more",
      ),
    );
  if (differ(before.lifecycle, after.lifecycle))
    changes.push(
      change("lifecycle", `the service is now declared ${after.lifecycle ?? "without a lifecycle"}`),
    );
  if (differ(before.links, after.links)) changes.push(change("links", "the service has other links"));
  for (const [name, role] of Object.entries(after.roles)) {
    const was = Object.hasOwn(before.roles, name) ? before.roles[name] : undefined;
    if (was && differ([was.title, was.description], [role.title, role.description]))
      changes.push(change("role-description", `${name} is described anew`, name));
  }
  for (const [name, place] of Object.entries(after.environments ?? {})) {
    const was = Object.hasOwn(before.environments ?? {}, name) ? before.environments?.[name] : undefined;
    if (was && differ([was.title, was.tier, was.topology], [place.title, place.tier, place.topology]))
      changes.push(change("environment-description", `environment ${name} is described anew`, null, name));
  }
  return changes;
}
