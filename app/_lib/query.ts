export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** The named parameters of an address, each at most once and never empty: whatever else is there is not for us. */
export async function readQuery<K extends string>(
  searchParams: SearchParams,
  ...names: K[]
): Promise<Partial<Record<K, string>>> {
  const given = await searchParams;
  const read: Partial<Record<K, string>> = {};
  for (const name of names) {
    const value = given[name];
    const first = Array.isArray(value) ? value[0] : value;
    if (first) read[name] = first;
  }
  return read;
}

/** `path` with a query string of those parameters that have a value. */
export function hrefOf(path: string, query: Record<string, string | null | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) search.set(name, value);
  return search.size > 0 ? `${path}?${search}` : path;
}
