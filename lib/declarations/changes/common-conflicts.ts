import { conflictsOf } from "../rules";
import type { AccessTrait } from "../trait";

const mostConflicts = 20;

/**
 * For each role the others that it excludes in either version. A conflict counts for both sides whichever declares it, so it
 * goes where there is room; a role with more than a declaration can say is left out of the answer, and must be left out.
 */
export function commonConflicts(
  before: AccessTrait,
  after: AccessTrait,
  offered: readonly string[],
): Map<string, string[]> {
  const declared = new Map<string, string[]>();
  for (const role of offered) {
    const against = new Set([...conflictsOf(after, role), ...conflictsOf(before, role)]);
    const own = [...against].filter((other) => declared.has(other));
    const mine = own.slice(0, mostConflicts);
    const theirs = own.slice(mostConflicts);
    if (theirs.some((other) => (declared.get(other)?.length ?? 0) >= mostConflicts)) continue;
    for (const other of theirs) declared.get(other)?.push(role);
    declared.set(role, mine);
  }
  return declared;
}
