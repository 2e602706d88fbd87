import { isMap, isPair, isScalar, isSeq, type Node } from "yaml";
import { disagreement } from "./agreement";
import type { Findings } from "./findings";
import type { Path } from "./path";
import { prototypeKeys } from "./terms";

const credential = /secret|passw(?:or)?d|private_?-?key|api_?-?key|credential/i;

/**
 * Looks at every key and value of our trait before it becomes an object: keys that reach a prototype, values that the two
 * YAML versions read differently, and credentials, which would be stored in the clear by everything that keeps Applications.
 */
export function checkScalars(root: Node, base: Path, findings: Findings, source: string): void {
  checkLineSeparators(root, base, findings, source);
  const pending: [unknown, Path][] = [[root, base]];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [node, path] = next;
    if (isMap(node)) {
      for (const pair of node.items) {
        if (!isScalar(pair.key)) continue;
        const key = String(pair.key.value);
        const here = [...path, key];
        checkKey(pair.key, key, pair.value, here, findings);
        pending.push([pair.value, here]);
      }
    } else if (isSeq(node)) {
      node.items.forEach((item, index) => {
        pending.push([isPair(item) ? item.value : item, [...path, index]]);
      });
    } else {
      checkStorable(node, path, findings);
      const why = disagreement(node, false);
      if (why)
        findings.error(
          "yaml-1.1",
          path,
          `This value ${why}.`,
          "Put it in quotes, or write true, false or a decimal number.",
        );
    }
  }
}

/** Escapes can spell what no file may hold in the open, and what neither JSON nor the database can keep. */
function checkStorable(node: unknown, path: Path, findings: Findings): void {
  const value = isScalar(node) ? node.value : undefined;
  if (typeof value === "number" && !Number.isFinite(value)) {
    findings.error("not-storable", path, "This number is not finite.", "Write a finite number.");
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (typeof value === "string" && /[\u0000-\u0008\u000b\u000c\u000e-\u001f]|\p{Surrogate}/u.test(value)) {
    findings.error(
      "not-storable",
      path,
      "This text holds a control character or half of a character.",
      "Remove it.",
    );
  }
}

function checkKey(node: unknown, key: string, value: unknown, path: Path, findings: Findings): void {
  if (prototypeKeys.has(key))
    findings.error("reserved-key", path, `The key ${key} is not allowed.`, "Rename it.");
  checkStorable(node, path, findings);
  const why = disagreement(node, true);
  if (why) findings.error("yaml-1.1", path, `The key ${why}.`, "Put it in quotes, or choose another name.");
  if (
    isScalar(value) &&
    value.value !== null &&
    (credential.test(key) || (key === "token" && typeof value.value === "string"))
  ) {
    findings.error(
      "credential",
      path,
      `${key} looks like a credential. Its value is not read and not stored.`,
      "Remove it, and replace the credential: a declaration is public to everybody who can read the file.",
    );
  }
}

// YAML 1.1 breaks lines at these, YAML 1.2 does not.
function checkLineSeparators(root: Node, base: Path, findings: Findings, source: string): void {
  const [start, end] = root.range ?? [0, 0];
  const at = source.slice(start, end).search(/[\u0085\u2028\u2029]/);
  if (at >= 0) {
    findings.at(
      "error",
      "yaml-1.1",
      start + at,
      base,
      "A line separator (U+0085, U+2028 or U+2029) is a line break to YAML 1.1 only.",
      "Remove it, or write it as an escape inside double quotes.",
    );
  }
}
