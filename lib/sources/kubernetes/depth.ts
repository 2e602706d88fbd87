/** Whether maps and lists are nested more than `most` levels deep in a JSON value. Never recurses further than that. */
export function isDeeperThan(value: unknown, most: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return most === 0 || Object.values(value).some((inner) => isDeeperThan(inner, most - 1));
}
