import { isAlias, isCollection, isMap, isNode, isPair, isScalar, type Node, type YAMLMap } from "yaml";
import type { Findings } from "./findings";
import type { YamlDocument } from "./yaml";

/** The deepest of 2,898 real files has 28. */
const deepest = 64;

const refusals = {
  "yaml-alias": ["An alias (*name) is used here.", "Write the value out: aliases are not read."],
  "yaml-anchor": ["An anchor (&name) is used here.", "Remove it: anchors and aliases are not read."],
  "yaml-tag": ["An explicit tag (!tag) is used here.", "Remove it: plain values are enough."],
  "yaml-merge": [
    "A merge key (<<) is used here.",
    "Write the merged keys out: some tools do not read merge keys.",
  ],
  "yaml-duplicate-key": [
    "The same key stands in this map twice.",
    "Keep one of them: some tools take the last one, others refuse.",
  ],
  "too-deep": [`Values are nested more than ${deepest} levels deep here.`, "Flatten it."],
} as const;

/**
 * Refuses in `root`, which is the document or a part of it, what is legal YAML but is read differently by other tools, or
 * expands beyond what was written: aliases, anchors, merge keys, duplicate keys, explicit tags, directives, depth. Real OAM
 * files use none of them. Other tools' documents are none of our business.
 */
export function checkStructure(root: Node, document: YamlDocument, findings: Findings): void {
  const { directives } = document;
  if (directives.yaml.explicit || Object.keys(directives.tags).some((handle) => handle !== "!!")) {
    const message = "The document starts with a %YAML or %TAG directive.";
    findings.error("yaml-directive", [], message, "Remove it: Daypass reads YAML 1.2.");
  }
  const [start, , end] = root.range ?? document.range;
  const inside = document.warnings.filter(({ pos }) => start <= pos[0] && pos[0] <= end);
  for (const warning of inside.slice(0, 10)) {
    findings.at("error", "yaml-warning", warning.pos[0], [], `${warning.message}.`);
  }
  // One message of each rule is enough: thousands of aliases are one mistake.
  const seen = new Set<string>();
  for (const { rule, node } of refusedNodes(root)) {
    const [message, hint] = refusals[rule];
    if (!seen.has(rule)) findings.at("error", rule, node.range?.[0] ?? 0, [], message, hint);
    seen.add(rule);
  }
}

interface Refused {
  rule: keyof typeof refusals;
  node: Node;
}

/** In the order of the document, without recursion: the depth is not trusted yet. */
function* refusedNodes(root: Node): Generator<Refused> {
  const pending: [Node, number][] = [[root, 0]];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [node, level] = next;
    if (isAlias(node)) yield { rule: "yaml-alias", node };
    else if (node.anchor) yield { rule: "yaml-anchor", node };
    if (node.tag) yield { rule: "yaml-tag", node };
    if (level > deepest) yield { rule: "too-deep", node };
    if (!isCollection(node) || level > deepest) continue;
    if (isMap(node)) yield* refusedKeys(node);
    const inside = node.items
      .flatMap((item) => (isPair(item) ? [item.key, item.value] : [item]))
      .filter(isNode);
    for (const child of inside.reverse()) pending.push([child, level + 1]);
  }
}

function* refusedKeys(map: YAMLMap): Generator<Refused> {
  const seen = new Set<unknown>();
  for (const { key } of map.items) {
    if (!isScalar(key)) continue;
    if (key.value === "<<" && key.type === "PLAIN") yield { rule: "yaml-merge", node: key };
    if (seen.has(key.value)) yield { rule: "yaml-duplicate-key", node: key };
    seen.add(key.value);
  }
}

/** Refuses a list whose own keys, such as `items`, stand there twice; what the items are is looked at one by one. */
export function checkOwnKeys(map: YAMLMap, findings: Findings): void {
  for (const { rule, node } of refusedKeys(map)) {
    const [message, hint] = refusals[rule];
    findings.at("error", rule, node.range?.[0] ?? 0, [], message, hint);
  }
}
