import type { z } from "zod";

/** What is wrong, and at which path. */
export interface Finding {
  path: PropertyKey[];
  message: string;
}

/** Says in one sentence what the schema found; several when one finding is about several keys. */
export function explain(issue: z.core.$ZodIssue): Finding[] {
  const label = pathText(issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: `${pathText([...issue.path, key])} is not a known key.`,
    }));
  }
  if (issue.code === "invalid_type") {
    const missing = issue.message.endsWith("received undefined");
    return [
      {
        path: issue.path,
        message: missing
          ? `${label} is missing.`
          : `${label} must be ${kinds[issue.expected] ?? issue.expected}.`,
      },
    ];
  }
  if (issue.code === "invalid_value")
    return [{ path: issue.path, message: `${label} must be ${issue.values.join(" or ")}.` }];
  if (issue.code === "too_small") return [{ path: issue.path, message: `${label} must not be empty.` }];
  if (issue.code === "too_big")
    return [{ path: issue.path, message: `${label} is longer than ${issue.maximum}.` }];
  return [{ path: issue.path, message: `${label} ${issue.message}.` }];
}

/** "issuers[0].signIn" */
function pathText(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("");
  return text.replace(/^\./, "") || "the file";
}

const kinds: Record<string, string> = {
  object: "a map of keys",
  array: "a list",
  string: "text",
  boolean: "true or false",
  number: "a number",
};
