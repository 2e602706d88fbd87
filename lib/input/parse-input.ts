import type { z } from "zod";
import { AppError } from "@/lib/errors/app-error";

/** Parses what came from outside, or refuses it with every problem and where it is. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({ path: pathWords(path), message }));
  const first = errors[0];
  throw new AppError(
    "invalid-input",
    first ? `${first.path || "input"}: ${first.message}` : "The input is not valid.",
    {
      errors,
    },
  );
}

/** "items[1].justification" */
const pathWords = (path: readonly PropertyKey[]) =>
  path.reduce<string>(
    (before, key) =>
      typeof key === "number" ? `${before}[${key}]` : `${before}${before && "."}${String(key)}`,
    "",
  );
