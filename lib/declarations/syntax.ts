import type { Findings } from "./findings";
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
export function reportSyntax(document: YamlDocument, source: string, findings: Findings): void {
  const [first] = document.errors;
  if (!first) return;
  if (looksTemplated(source)) {
    const at = source.search(/\{\{|\{%|<%/);
    findings.at(
      "error",
      "templated",
      document.range[0] + Math.max(at, 0),
      [],
      templatedMessage,
      templatedHint,
    );
    return;
  }
  const seen = new Set<string>();
  for (const error of document.errors) {
    if (seen.has(error.code)) continue;
    seen.add(error.code);
    findings.at(
      "error",
      `yaml-${error.code.toLowerCase().replaceAll("_", "-")}`,
      error.pos[0],
      [],
      `${words[error.code] ?? error.message}.`,
      hints[error.code],
    );
  }
}

/** What a document that cannot be read says that it is, at the beginning of a line. Only for the report. */
export function sniffKind(source: string): string | null {
  const kind = /^["']?kind["']?: *["']?([A-Za-z]{1,63})/m.exec(source)?.[1];
  const apiVersion = /^["']?apiVersion["']?: *["']?([a-z0-9./-]{1,100})/m.exec(source)?.[1];
  if (!kind) return apiVersion ?? null;
  return apiVersion ? `${apiVersion}/${kind}` : kind;
}
