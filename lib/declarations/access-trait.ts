import { isMap, type Node } from "yaml";
import { isNothing } from "./ast";
import type { Findings } from "./findings";
import { explainIssue } from "./issues";
import type { Path } from "./path";
import { checkScalars } from "./scalars";
import { type AccessTrait, accessTrait } from "./trait";
import { checkTraitRules, type TraitSurroundings } from "./trait-rules";
import type { YamlDocument } from "./yaml";

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
  const before = errorsIn(findings);
  checkScalars(properties, path, findings, reading.source);
  if (findings.messages.some((message) => message.rule === "reserved-key")) return undefined;
  const parsed = accessTrait.safeParse(plainObject(properties, reading.document));
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      for (const { path: inside, message, hint } of explainIssue(issue))
        findings.error("access-schema", [...path, ...inside], message, hint);
    }
    return undefined;
  }
  for (const problem of checkTraitRules(parsed.data, around)) {
    const say = problem.severity === "error" ? findings.error : findings.warn;
    say.call(findings, problem.rule, [...path, ...problem.path], problem.message, problem.hint);
  }
  return errorsIn(findings) === before ? parsed.data : undefined;
}

const errorsIn = (findings: Findings) =>
  findings.messages.filter((message) => message.severity === "error").length;

/** Only after checkStructure and checkScalars: no alias is left to expand, and no key reaches a prototype. */
const plainObject = (node: Node, document: YamlDocument): unknown =>
  node.toJS(document, { maxAliasCount: 0 });
