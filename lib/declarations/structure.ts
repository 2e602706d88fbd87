import { isAlias, isCollection, isNode, isPair, isScalar, type Node } from "yaml";
import type { Findings } from "./findings";
import type { YamlDocument } from "./yaml";

/** The deepest of 2,898 real files has 28. */
const deepest = 64;

/**
 * Refuses what is legal YAML but is read differently by other tools, or expands beyond what was written: aliases, anchors,
 * merge keys, explicit tags, directives, depth. None of 2,898 real OAM files uses any of them.
 */
export function checkStructure(document: YamlDocument, findings: Findings): void {
  if (
    document.directives.yaml.explicit ||
    Object.keys(document.directives.tags).some((handle) => handle !== "!!")
  ) {
    findings.error(
      "yaml-directive",
      [],
      "The document starts with a %YAML or %TAG directive.",
      "Remove it: Daypass reads YAML 1.2.",
    );
  }
  for (const warning of document.warnings.slice(0, 10)) {
    findings.at("error", "yaml-warning", warning.pos[0], [], `${warning.message}.`);
  }
  if (document.contents) walk(document.contents, findings);
}

/** One message of each rule is enough; thousands of aliases are one mistake. */
function walk(root: Node, findings: Findings): void {
  const seen = new Set<string>();
  const report = (rule: string, node: Node, message: string, hint: string) => {
    if (seen.has(rule)) return;
    seen.add(rule);
    findings.at("error", rule, node.range?.[0] ?? 0, [], message, hint);
  };
  const pending: [Node, number][] = [[root, 0]];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [node, level] = next;
    if (isAlias(node))
      report(
        "yaml-alias",
        node,
        "An alias (*name) is used here.",
        "Write the value out: aliases are not read.",
      );
    else if (node.anchor)
      report(
        "yaml-anchor",
        node,
        "An anchor (&name) is used here.",
        "Remove it: anchors and aliases are not read.",
      );
    if (node.tag)
      report("yaml-tag", node, "An explicit tag (!tag) is used here.", "Remove it: plain values are enough.");
    if (level > deepest)
      report("too-deep", node, `Values are nested more than ${deepest} levels deep here.`, "Flatten it.");
    if (!isCollection(node) || level > deepest) continue;
    for (const item of node.items) {
      if (!isPair(item)) {
        if (isNode(item)) pending.push([item, level + 1]);
        continue;
      }
      if (isScalar(item.key) && item.key.value === "<<" && item.key.type === "PLAIN") {
        report(
          "yaml-merge",
          item.key,
          "A merge key (<<) is used here.",
          "Write the merged keys out: merge keys are read by some tools only.",
        );
      }
      if (isNode(item.key)) pending.push([item.key, level + 1]);
      if (isNode(item.value)) pending.push([item.value, level + 1]);
    }
  }
}
