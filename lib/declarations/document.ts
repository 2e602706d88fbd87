import type { LineCounter, YAMLMap } from "yaml";
import { type ReaderOptions, readApplication } from "./application";
import { field, listIn, mapIn } from "./ast";
import { Findings } from "./findings";
import { type Classified, classify } from "./kind";
import type { Path } from "./path";
import type { DocumentReport, ServiceDeclaration, Verdict } from "./report";
import { checkRootKeys, checkStructure } from "./structure";
import { reportSyntax, sniffKind } from "./syntax";
import type { YamlDocument } from "./yaml";

/** Gives one document its verdict. */
export function readDocument(
  document: YamlDocument,
  index: number,
  source: string,
  lines: LineCounter,
  options: ReaderOptions,
): DocumentReport {
  const findings = new Findings(lines, document.contents);
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
  const own = source.slice(document.range[0], document.range[2]);
  if (document.errors.length > 0) {
    reportSyntax(document, own, findings);
    return done(sniffKind(own), "error");
  }
  checkRootKeys(document.contents, findings);
  if (findings.failed) return done(sniffKind(own), "error");
  const classified = classify(document.contents);
  if (!classified) return done(null, emptyVerdict(document, findings));
  if (classified.what === "application" || classified.what === "list") checkStructure(document, findings);
  if (findings.failed) return done(classified.kind, "error");
  const context = { document, source, findings };
  const read = (node: YAMLMap, path: Path) => readApplication(node, path, options, context);
  const { verdict, services } = judge(classified, document.contents, [], findings, read);
  return done(classified.kind, verdict, services);
}

interface Judged {
  verdict: Verdict;
  services: ServiceDeclaration[];
}

type Read = (node: YAMLMap, path: Path) => ServiceDeclaration[];

function judge(classified: Classified, node: unknown, path: Path, findings: Findings, read: Read): Judged {
  const map = mapIn(node);
  switch (classified.what) {
    case "application": {
      const services = map ? read(map, path) : [];
      return { verdict: services.length > 0 ? "service" : "not-requestable", services };
    }
    case "list":
      return path.length === 0 ? judgeItems(node, findings, read) : nested(path, findings);
    case "legacy":
      findings.warn(
        "legacy",
        path,
        `${classified.kind} is a form of OAM from before Applications of v1beta1.`,
        "It is not read. Convert it to apiVersion: core.oam.dev/v1beta1, kind: Application.",
      );
      return { verdict: "legacy", services: [] };
    case "foreign":
      findings.warn("api-version", [...path, "apiVersion"], classified.reason, classified.hint);
      return { verdict: "skipped", services: [] };
    case "broken":
      findings.error("kind", [...path, classified.path], classified.reason, classified.hint);
      return { verdict: "error", services: [] };
    default:
      return { verdict: "skipped", services: [] };
  }
}

const weight: Record<Verdict, number> = { error: 4, service: 3, "not-requestable": 2, legacy: 1, skipped: 0 };

/** A `List` is read one level deep, and is what the most telling of its items is. */
function judgeItems(list: unknown, findings: Findings, read: Read): Judged {
  const judged: Judged = { verdict: "skipped", services: [] };
  const items = field(list, "items");
  if (items !== undefined && !listIn(items)) findings.error("shape", ["items"], "items must be a list.");
  listIn(items)?.items.forEach((item, index) => {
    const classified = classify(item);
    if (!classified) return;
    const one = judge(classified, item, ["items", index], findings, read);
    judged.services.push(...one.services);
    if (weight[one.verdict] > weight[judged.verdict]) judged.verdict = one.verdict;
  });
  return judged;
}

function nested(path: Path, findings: Findings): Judged {
  findings.warn("nested-list", path, "A list inside a list is not read.", "Move its items one level up.");
  return { verdict: "skipped", services: [] };
}

/** Comments only are fine; text where a map should be means that something else was saved as this file. */
function emptyVerdict(document: YamlDocument, findings: Findings): Verdict {
  const { contents } = document;
  if (contents === null || ("value" in contents && contents.value === null)) return "skipped";
  const pointer =
    "value" in contents && String(contents.value).startsWith("version https://git-lfs.github.com/");
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
      "A declaration starts with apiVersion and kind.",
    );
  return "error";
}
