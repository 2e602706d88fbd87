import { isMap, type Node } from "yaml";
import { isNothing } from "./ast";
import type { Findings } from "./findings";
import { explainIssue } from "./issues";
import type { Path } from "./path";
import { checkScalars } from "./scalars";
import { type AccessTrait, accessTrait } from "./trait";
import { checkTraitRules, type TraitSurroundings } from "./trait-rules";
import type { YamlDocument } from "./yaml";

// Explaining one costs more than finding it.
const mostIssues = 50;

/** What is needed to read a trait out of one document. */
export interface Reading {
  document: YamlDocument;
  /** The whole file. */
  source: string;
  findings: Findings;
}

/** Reads the `properties` of an access trait; undefined when anything about it is an error. */
export function readAccessTrait(
  properties: unknown,
  path: Path,
  around: TraitSurroundings,
  reading: Reading,
): AccessTrait | undefined {
  const { findings } = reading;
  if (!isMap(properties)) {
    const what = isNothing(properties) ? "has no properties" : "has properties that are not a map of fields";
    findings.error("access-shape", path, `The access trait ${what}.`, "It needs at least owners and roles.");
    return undefined;
  }
  const before = findings.errors;
  if (!checkScalars(properties, path, findings, reading.source)) return undefined;
  const parsed = accessTrait.safeParse(plainObject(properties, reading.document));
  if (!parsed.success) {
    for (const issue of parsed.error.issues.slice(0, mostIssues)) {
      for (const { path: inside, message, hint } of explainIssue(issue))
        findings.error("access-schema", [...path, ...inside], message, hint);
    }
    return undefined;
  }
  for (const problem of checkTraitRules(parsed.data, around)) {
    const say = problem.severity === "error" ? findings.error : findings.warn;
    say.call(findings, problem.rule, [...path, ...problem.path], problem.message, problem.hint);
  }
  return findings.errors === before ? parsed.data : undefined;
}

/** Only after checkStructure and checkScalars: no alias is left to expand, and no key reaches a prototype. */
const plainObject = (node: Node, document: YamlDocument): unknown =>
  node.toJS(document, { maxAliasCount: 0 });
