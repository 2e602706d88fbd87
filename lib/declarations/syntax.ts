import type { Findings } from "./findings";
import type { Message } from "./report";
import { looksTemplated, templatedHint, templatedMessage } from "./templated";
import type { YamlDocument } from "./yaml";

const words: Partial<Record<string, string>> = {
  NON_STRING_KEY: "A list or a map is used as a key",
  RESOURCE_EXHAUSTION: "Values are nested too deep",
};

const hints: Partial<Record<string, string>> = {
  TAB_AS_INDENT: "YAML is indented with spaces.",
  NON_STRING_KEY: "Keys must be plain text.",
  RESOURCE_EXHAUSTION: "Flatten it.",
};

/** Says why a document is not YAML, once a kind of mistake: the rest usually follows from the first. Of a template that has to be rendered first, only that. */
export function reportSyntax(
  severity: Message["severity"],
  document: YamlDocument,
  source: string,
  findings: Findings,
): void {
  const [first] = document.errors;
  if (!first) return;
  if (looksTemplated(source)) {
    const at = source.search(/\{\{|\{%|<%/);
    const place = document.range[0] + Math.max(at, 0);
    findings.at(severity, "templated", place, [], templatedMessage, templatedHint);
    return;
  }
  const seen = new Set<string>();
  for (const error of document.errors) {
    if (seen.has(error.code)) continue;
    seen.add(error.code);
    const rule = `yaml-${error.code.toLowerCase().replaceAll("_", "-")}`;
    const message = `${words[error.code] ?? error.message}.`;
    findings.at(severity, rule, error.pos[0], [], message, hints[error.code]);
  }
}
