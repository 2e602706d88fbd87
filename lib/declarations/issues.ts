import type { z } from "zod";
import { fieldsAt } from "./fields";
import { nearest } from "./nearest";
import { pathText } from "./path";
import { printable } from "./printable";

type Issue = z.core.$ZodIssue;

/** What a schema finding says to the author: where, what, and what to do. */
export interface Explained {
  path: PropertyKey[];
  message: string;
  hint?: string;
}

/** Explains one finding of the trait's schema; several when one finding is about several keys. */
export function explainIssue(issue: Issue): Explained[] {
  const label = pathText(issue.path) || "the trait";
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.slice(0, 20).map((key) => unknownField(issue.path, key));
    case "invalid_key":
      return [
        {
          path: issue.path,
          message: `The name ${printable(String(issue.path.at(-1)))} ${issue.issues[0]?.message ?? "is not valid"}.`,
        },
      ];
    case "invalid_type":
      if (issue.message.endsWith("received undefined"))
        return [{ path: issue.path, message: `${label} is missing.` }];
      return [
        { path: issue.path, message: `${label} must be ${kindWords[issue.expected] ?? issue.expected}.` },
      ];
    case "invalid_value":
      return [{ path: issue.path, message: `${label} must be ${oneOf(issue.values.map(String))}.` }];
    case "too_small":
    case "too_big":
      return [
        {
          path: issue.path,
          message: `${label} ${isOurs(issue.message) ? issue.message : limitWords(issue)}.`,
        },
      ];
    default:
      return [
        { path: issue.path, message: `${label} ${isOurs(issue.message) ? issue.message : "is not valid"}.` },
      ];
  }
}

function unknownField(path: PropertyKey[], key: string): Explained {
  const known = fieldsAt(path);
  const meant = nearest(key, known);
  const hint = meant
    ? `Did you mean ${meant}?`
    : known.length > 0
      ? `Known here: ${known.join(", ")}.`
      : undefined;
  return {
    path: [...path, key],
    message: `${pathText(path) || "The access trait"} has no field ${printable(key)}.`,
    hint,
  };
}

const kindWords: Record<string, string> = {
  object: "a map of fields",
  record: "a map of names",
  array: "a list",
  string: "text",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
};

/** Messages of our own schema begin in lower case; zod's begin with a capital. */
const isOurs = (message: string) => /^[a-z"]/.test(message);

const oneOf = (values: string[]) => (values.length === 1 ? `${values[0]}` : `one of ${values.join(", ")}`);

function limitWords(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const things = issue.origin === "string" ? " characters" : issue.origin === "array" ? " entries" : "";
  return issue.code === "too_small"
    ? `needs at least ${issue.minimum}${things}`
    : `allows at most ${issue.maximum}${things}`;
}
