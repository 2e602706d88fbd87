import { z } from "zod";
import { AppError } from "@/lib/errors/app-error";

/** One page of a keyset list. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** A cursor says where the next page starts; callers take it as opaque. */
export function encodeCursor(keys: readonly string[]): string {
  return Buffer.from(JSON.stringify(keys)).toString("base64url");
}

/** Throws `invalid-input` for a cursor that this list did not give. */
export function decodeCursor(cursor: string | undefined, length: number): string[] | null {
  if (cursor === undefined) return null;
  try {
    return z
      .array(z.string().refine((key) => !key.includes("\0")))
      .length(length)
      .parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch {
    throw foreignCursor();
  }
}

/** For a cursor whose keys cannot be those of the list. */
export function foreignCursor(): AppError {
  return new AppError("invalid-input", "cursor: not one that this list gave. Start without a cursor.", {
    errors: [{ path: "cursor", message: "not one that this list gave" }],
  });
}

/** Cuts rows loaded with `limit + 1` to a page. */
export function toPage<R, T>(
  rows: readonly R[],
  limit: number,
  keyOf: (row: R) => string[],
  view: (row: R) => T,
): Page<T> {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit).map(view),
    nextCursor: last === undefined ? null : encodeCursor(keyOf(last)),
  };
}

/**
 * Reads candidates in batches until more than `limit` of them are found, or none is left, for lists whose condition is not
 * the database's to judge. `read` gives those after a key, in the order of the keys.
 */
export async function collect<Row, Found>(
  { limit, after, batch }: { limit: number; after: readonly string[] | null; batch: number },
  read: (after: readonly string[] | null, batch: number) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string[],
  judge: (rows: readonly Row[]) => Promise<readonly Found[]>,
): Promise<Found[]> {
  const found: Found[] = [];
  for (let from = after; found.length <= limit; ) {
    const rows = await read(from, batch);
    found.push(...(await judge(rows)));
    const last = rows.at(-1);
    if (!last || rows.length < batch) break;
    from = keyOf(last);
  }
  return found;
}
