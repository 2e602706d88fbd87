import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Message } from "@/lib/declarations/report";
import { version } from "../package.json";
import type { LintFormat } from "./lint";
import { helpOf } from "./rule-help";

const sourceRoot = "SRCROOT";

/** SARIF 2.1.0: one run. Results are written as they come, what they refer to at the end. */
export function sarifFormat(cwd: string): LintFormat {
  const ruleIndexes = new Map<string, number>();
  let results = 0;

  const resultOf = (file: string, { severity, rule, line, column, message, hint }: Message) => {
    const ruleIndex = ruleIndexes.get(rule) ?? ruleIndexes.size;
    ruleIndexes.set(rule, ruleIndex);
    const region = { startLine: line, startColumn: column };
    return {
      ruleId: rule,
      ruleIndex,
      level: severity,
      message: { text: hint === null ? message : `${message} ${hint}` },
      locations: [{ physicalLocation: { artifactLocation: locationOf(file), region } }],
    };
  };

  return {
    begin: () =>
      '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"results":[',
    file({ report }) {
      const messages = report.documents.flatMap((document) => document.messages);
      return messages
        .map((message) => {
          results += 1;
          return `${results > 1 ? "," : ""}\n${JSON.stringify(resultOf(report.file, message))}`;
        })
        .join("");
    },
    end({ unusable }) {
      const rest = {
        tool: { driver: { name: "daypass lint", version, rules: [...ruleIndexes.keys()].map(descriptorOf) } },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { [sourceRoot]: { uri: `${pathToFileURL(cwd).href}/` } },
        invocations: [{ executionSuccessful: unusable === 0 }],
      };
      return `\n],${JSON.stringify(rest).slice(1)}]}\n`;
    },
  };
}

const locationOf = (file: string) =>
  path.isAbsolute(file)
    ? { uri: pathToFileURL(file).href }
    : { uri: file.split("/").map(encodeURIComponent).join("/"), uriBaseId: sourceRoot };

function descriptorOf(id: string) {
  const { title, help } = helpOf(id);
  return { id, shortDescription: { text: title }, fullDescription: { text: help }, help: { text: help } };
}
