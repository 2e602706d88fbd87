import { z } from "zod";

/** What is published about a part of the trait, beyond what its schema checks. */
interface Published {
  /** Parts with one are named in what is published: `$defs` of the JSON Schema, definitions of the CUE. */
  id?: string;
  /** One line of plain words. */
  description?: string;
  examples?: readonly unknown[];
  /** What counts when the field is left out. */
  default?: unknown;
  /** The same in words, where it is no value of the field. */
  absent?: string;
  /** The words for a person of what `pattern` says to a program. */
  form?: string;
  /** Keywords of JSON Schema for what zod checks by a function. */
  allOf?: readonly { pattern: string }[];
  anyOf?: readonly { required: readonly string[] }[];
  oneOf?: readonly { required: readonly string[] }[];
  not?: { pattern: string } | { enum: readonly string[] };
  /** The field of the trait whose names it takes; `topologies` are those of the Application. */
  namesFrom?: "approvalPolicies" | "environments" | "roles" | "topologies";
  uniqueItems?: true;
  minProperties?: number;
  maxProperties?: number;
}

/** A registry of its own: what an author of a declaration reads is not what the REST API says. */
export const published = z.registry<Published>();

/** A copy of `schema` of which `what` is published: the same term means something else in another field. */
export function publish<S extends z.ZodType>(schema: S, what: string | Published, more: Published = {}): S {
  const copy = schema.clone();
  published.add(copy, typeof what === "string" ? { description: what, ...more } : what);
  return copy;
}
