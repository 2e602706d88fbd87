import type { Problem } from "@/lib/errors/problem";

/** A refusal, as the form that sent it shows it: what it says of each of the form's fields, and what of none. */
export function fieldProblems(problem: Problem | null, fields: readonly string[]) {
  const errors = (problem?.errors ?? []).filter(({ path }) => fields.includes(path));
  return {
    of: (path: string): string | null => errors.find((error) => error.path === path)?.message ?? null,
    /** Null where it is all said beside the fields. */
    rest: problem && errors.length === 0 ? problem.detail : null,
  };
}
