import type { z } from "zod";
import { AppError } from "@/lib/errors/app-error";

/** Parses what came from outside, or refuses it with every problem and where it is. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  const first = errors[0];
  throw new AppError(
    "invalid-input",
    first ? `${first.path || "input"}: ${first.message}` : "The input is not valid.",
    {
      errors,
    },
  );
}
