import type { YAMLMap } from "yaml";
import { field, isNothing, listIn, mapIn } from "./ast";
import type { Findings } from "./findings";
import { type Classified, classify, classifyItem } from "./kind";
import type { Path } from "./path";
import type { ServiceDeclaration, Verdict } from "./report";
import { checkOwnKeys } from "./structure";

interface Judged {
  verdict: Verdict;
  services: ServiceDeclaration[];
}

interface Judging {
  findings: Findings;
  /** Reads one Application. */
  read(node: YAMLMap, path: Path): ServiceDeclaration[];
}

/** What a document is, or an item of a list. What is wrong with it goes to the findings. */
export function judge(classified: Classified, node: unknown, path: Path, judging: Judging): Judged {
  const { findings, read } = judging;
  const map = mapIn(node);
  switch (classified.what) {
    case "application": {
      const services = map ? read(map, path) : [];
      return { verdict: services.length > 0 ? "service" : "not-requestable", services };
    }
    case "list":
      return map && path.length === 0 ? judgeItems(map, classified.kind, judging) : nested(path, findings);
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
    case "contradiction":
      if (map) checkOwnKeys(map, findings);
      return { verdict: "error", services: [] };
    default:
      return { verdict: "skipped", services: [] };
  }
}

const weight: Record<Verdict, number> = { error: 4, service: 3, "not-requestable": 2, legacy: 1, skipped: 0 };

/** A list is read one level deep, and is what the most telling of its items is. */
function judgeItems(list: YAMLMap, kind: string, judging: Judging): Judged {
  const { findings } = judging;
  const judged: Judged = { verdict: "skipped", services: [] };
  checkOwnKeys(list, findings);
  const items = field(list, "items");
  if (!isNothing(items) && !listIn(items)) findings.error("shape", ["items"], "items must be a list.");
  listIn(items)?.items.forEach((item, index) => {
    const classified = kind.endsWith("/ApplicationList") ? classifyItem(item, kind) : classify(item);
    if (!classified) return;
    const one = judge(classified, item, ["items", index], judging);
    judged.services.push(...one.services);
    if (weight[one.verdict] > weight[judged.verdict]) judged.verdict = one.verdict;
  });
  return judged;
}

function nested(path: Path, findings: Findings): Judged {
  findings.warn("nested-list", path, "A list inside a list is not read.", "Move its items one level up.");
  return { verdict: "skipped", services: [] };
}
