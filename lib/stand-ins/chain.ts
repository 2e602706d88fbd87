/** Who decides for whom, and when. */
export interface Representation {
  absent: { id: string; name: string };
  standIn: { id: string; name: string };
  startsAt: Date;
  endsAt: Date;
}

/**
 * The people through whom a new representation would lead back to who is away, beginning with the stand-in: at some instant
 * all of them would be away at once, each represented by the next. Null where it never does.
 */
export function chainBack(
  added: Representation,
  others: readonly Representation[],
): Representation["absent"][] | null {
  const walk = (
    at: Representation["absent"],
    from: Date,
    to: Date,
    passed: ReadonlySet<string>,
  ): Representation["absent"][] | null => {
    for (const next of others) {
      const start = new Date(Math.max(next.startsAt.getTime(), from.getTime()));
      const end = new Date(Math.min(next.endsAt.getTime(), to.getTime()));
      if (next.absent.id !== at.id || start >= end || passed.has(next.standIn.id)) continue;
      if (next.standIn.id === added.absent.id) return [at];
      const rest = walk(next.standIn, start, end, new Set([...passed, next.standIn.id]));
      if (rest) return [at, ...rest];
    }
    return null;
  };
  return walk(added.standIn, added.startsAt, added.endsAt, new Set([added.standIn.id]));
}
