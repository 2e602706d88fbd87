// Actions and resources: names, of which a trailing "*" stands for all that start so. Two such patterns are nested or have
// nothing in common, so that what two lists share is made of their own patterns. A "*" elsewhere is taken as it stands.

function covers(wide: string, narrow: string): boolean {
  return wide.endsWith("*") ? narrow.startsWith(wide.slice(0, -1)) : wide === narrow;
}

/** The patterns that let through what none of `by` does. */
export function beyond(patterns: readonly string[], by: readonly string[]): string[] {
  return patterns.filter((pattern) => !by.some((wide) => covers(wide, pattern)));
}

const mostPatterns = 100;

/** What both lists let through. Cut where a declaration cannot list it all: fewer rights, never more. */
export function commonPatterns(these: readonly string[], those: readonly string[]): string[] {
  const inThose = these.filter((pattern) => those.some((wide) => covers(wide, pattern)));
  const inThese = those.filter((pattern) => these.some((wide) => covers(wide, pattern)));
  return [...new Set([...inThose, ...inThese])].slice(0, mostPatterns);
}
