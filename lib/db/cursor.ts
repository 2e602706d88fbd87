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
