/** A yes that counts: whose authority it was given with, and the names that this person could fill a seat for. */
export interface Yes {
  authorityId: string;
  entries: readonly string[];
}

/** How many seats of a stage are filled. One person fills one, however often and through whomever they said yes. */
export function countSeats(given: readonly Yes[], counts: "people" | "groups"): number {
  const people = [...new Map(given.map((yes) => [yes.authorityId, yes])).values()].filter(
    ({ entries }) => entries.length > 0,
  );
  return counts === "people" ? people.length : mostEntries(people);
}

/** The most names that can be given a person of their own: a maximum bipartite matching. */
function mostEntries(people: readonly Yes[]): number {
  const filledBy = new Map<string, Yes>();
  const place = (yes: Yes, tried: Set<string>): boolean =>
    yes.entries.some((entry) => {
      if (tried.has(entry)) return false;
      tried.add(entry);
      const holder = filledBy.get(entry);
      if (holder && !place(holder, tried)) return false;
      filledBy.set(entry, yes);
      return true;
    });
  for (const yes of people) place(yes, new Set());
  return filledBy.size;
}
