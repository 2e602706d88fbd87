import type { LineCounter, YAMLMap } from "yaml";
import { type ReaderOptions, readApplication } from "./application";
import { isNothing, listIn, textIn } from "./ast";
import { Findings } from "./findings";
import { judge } from "./judge";
import { classify, isOurs } from "./kind";
import type { Path } from "./path";
import type { DocumentReport, ServiceDeclaration, Verdict } from "./report";
import { isForeign, sniffKind } from "./sniff";
import { checkStructure } from "./structure";
import { reportSyntax } from "./syntax";
import { looksTemplated } from "./templated";
import type { YamlDocument } from "./yaml";

/** One document of a file, and what of the file it takes to judge it. */
export interface DocumentInFile {
  document: YamlDocument;
  index: number;
  /** The text of the document alone. */
  own: string;
  file: { name: string; text: string };
  lines: LineCounter;
}

/** Gives one document its verdict. */
export function readDocument(
  { document, index, own, file, lines }: DocumentInFile,
  options: ReaderOptions,
): DocumentReport {
  const { contents } = document;
  const findings = new Findings(lines, contents);
  const done = (
    kind: string | null,
    verdict: Verdict,
    services: ServiceDeclaration[] = [],
  ): DocumentReport => {
    const broken = findings.failed;
    return {
      index,
      kind,
      verdict: broken ? "error" : verdict,
      messages: findings.inOrder(),
      services: broken ? [] : services,
    };
  };
  if (document.errors.length > 0 && !isOtherWithKeys(document, own)) {
    reportSyntax(isForeign(own, file) ? "warning" : "error", document, own, findings);
    return done(sniffKind(own), "skipped");
  }
  const classified = classify(contents);
  if (!classified) return done(null, judgeOther(contents, findings));
  const reading = { document, source: file.text, findings };
  const read = (node: YAMLMap, path: Path) => {
    const before = findings.errors;
    checkStructure(node, document, findings);
    return findings.errors > before ? [] : readApplication(node, path, options, reading);
  };
  const { verdict, services } = judge(classified, contents, [], { findings, read });
  return done(classified.kind, verdict, services);
}

/** Maps and lists as keys are YAML, only not ours: they break no document of another kind. */
function isOtherWithKeys({ errors, contents }: YamlDocument, own: string): boolean {
  if (looksTemplated(own) || !errors.every((error) => error.code === "NON_STRING_KEY")) return false;
  const what = classify(contents)?.what;
  return what === "other" || what === "definition";
}

/** Comments only are fine, and so are other tools' lists; text where a map should be means that something else was saved here. */
function judgeOther(contents: YamlDocument["contents"], findings: Findings): Verdict {
  if (isNothing(contents)) return "skipped";
  const items = listIn(contents)?.items;
  if (items && !items.some(isOurs)) return "skipped";
  const pointer = textIn(contents)?.startsWith("version https://git-lfs.github.com/");
  if (pointer)
    findings.error(
      "lfs-pointer",
      [],
      "This is a Git LFS pointer, not the file itself.",
      "Fetch the file with git lfs, or take it out of LFS.",
    );
  else
    findings.error(
      "not-a-map",
      [],
      "The document is not a map of fields, so it declares nothing.",
      items
        ? "Put the Applications into documents of their own, or under items of a v1 List."
        : "A declaration starts with apiVersion and kind.",
    );
  return "error";
}
