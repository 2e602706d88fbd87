/**
 * What one statement writes at the most: none comes near the time limit of statements, no parameter becomes megabytes of
 * JSON, and between two of them the process answers others.
 */
const mostRows = 200;

/** Cuts a list into what one statement takes. Empty for an empty list. */
export function batchesOf<T>(items: readonly T[], size = mostRows): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
