import { isMap, isPair, isScalar, isSeq, type Node } from "yaml";
import { disagreement } from "./agreement";
import { textIn } from "./ast";
import { looksLikeCredential } from "./credential";
import type { Findings } from "./findings";
import type { Path } from "./path";
import { printable } from "./printable";
import { prototypeKeys } from "./terms";

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const notStorable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]|\p{Surrogate}/u;

/** Keys and values of one trait. A hundred roles with a hundred scopes each are half of it. */
const mostNodes = 20_000;

/**
 * Looks at every key and value of our trait before it becomes an object: keys that reach a prototype, values that the two
 * YAML versions read differently, and credentials, which everything that keeps Applications would store in the clear.
 * False when it must not become an object at all.
 */
export function checkScalars(root: Node, base: Path, findings: Findings, source: string): boolean {
  checkLineSeparators(root, base, findings, source);
  let safe = true;
  let nodes = 0;
  const pending: [unknown, Path][] = [[root, base]];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [node, path] = next;
    nodes += 1;
    if (nodes > mostNodes) {
      findings.error(
        "trait-too-large",
        base,
        `The access trait holds more than ${mostNodes} values.`,
        "Split the component.",
      );
      return false;
    }
    if (isMap(node)) {
      for (const pair of node.items) {
        const key = isScalar(pair.key) ? String(pair.key.value) : "";
        const here = [...path, key];
        if (prototypeKeys.has(key)) {
          findings.error("reserved-key", here, `The key ${printable(key)} is not allowed.`, "Rename it.");
          safe = false;
        }
        checkKey(pair.key, key, pair.value, here, findings);
        pending.push([pair.value, here]);
      }
    } else if (isSeq(node)) {
      for (const [index, item] of node.items.entries())
        pending.push([isPair(item) ? item.value : item, [...path, index]]);
    } else checkValue(node, path, findings);
  }
  return safe;
}

function checkKey(node: unknown, key: string, value: unknown, path: Path, findings: Findings): void {
  checkStorable(node, path, findings);
  const why = disagreement(node, true);
  if (why) findings.error("yaml-1.1", path, `The key ${why}.`, "Put it in quotes, or choose another name.");
  // Names may sound like it: what a role or a policy is called has a map.
  const isFilled = isScalar(value) ? value.value !== null : isSeq(value) && value.items.length > 0;
  if (isFilled && (looksLikeCredential(key) || (key === "token" && textIn(value) !== undefined))) {
    const hint = "Remove it, and replace the credential: everybody who can read the file has it.";
    findings.error(
      "credential",
      path,
      `${printable(key)} looks like a credential. Its value is not stored.`,
      hint,
    );
  }
}

function checkValue(node: unknown, path: Path, findings: Findings): void {
  checkStorable(node, path, findings);
  const why = disagreement(node, false);
  const hint = "Put it in quotes, or write true, false or a decimal number.";
  if (why) findings.error("yaml-1.1", path, `This value ${why}.`, hint);
}

/** Escapes can spell what no file may hold in the open, and what neither JSON nor the database can keep. */
function checkStorable(node: unknown, path: Path, findings: Findings): void {
  const value = isScalar(node) ? node.value : undefined;
  if (typeof value === "number" && !Number.isFinite(value)) {
    findings.error("not-storable", path, "This number is not finite.", "Write a finite number.");
  }
  if (typeof value === "string" && notStorable.test(value)) {
    findings.error(
      "not-storable",
      path,
      "This text holds a control character or half of a character.",
      "Remove it.",
    );
  }
}

/** YAML 1.1 breaks lines at these, YAML 1.2 does not. */
function checkLineSeparators(root: Node, base: Path, findings: Findings, source: string): void {
  const [start, end] = root.range ?? [0, 0];
  const at = source.slice(start, end).search(/[\u0085\u2028\u2029]/);
  if (at < 0) return;
  const message = "A line separator (U+0085, U+2028 or U+2029) is a line break to YAML 1.1 only.";
  findings.at(
    "error",
    "yaml-1.1",
    start + at,
    base,
    message,
    "Remove it, or write it as an escape inside double quotes.",
  );
}
