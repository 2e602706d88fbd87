const mostWords = 8;

/**
 * What PostgreSQL's full-text search looks for: every word of `q` as the beginning of one. Null when `q` holds no word.
 * Words are split as the `search` column of the table splits them.
 */
export function searchQuery(q: string | undefined): string | null {
  const words = (q ?? "").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.length === 0
    ? null
    : words
        .slice(0, mostWords)
        .map((word) => `'${word.slice(0, 60)}':*`)
        .join(" & ");
}
