import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readDeclarations } from "./reader";
import type { FileReport } from "./report";

// Real and hostile files, kept beside the repository where they are at hand. A file over a second fails.
const shelf = path.resolve(import.meta.dirname, "../../../shared/oam");
const examples = path.resolve(import.meta.dirname, "../../examples");

function readTimed(file: string): FileReport {
  const bytes = readFileSync(file);
  const started = performance.now();
  const report = readDeclarations(bytes, path.basename(file));
  expect(performance.now() - started, `${file} in ms`).toBeLessThan(1_000);
  const text = new TextDecoder().decode(bytes);
  const lines = text.split("\n");
  for (const message of report.documents.flatMap((document) => document.messages)) {
    const line = lines[message.line - 1];
    expect(line, `${file}:${message.line} is a line of the file`).toBeDefined();
    expect(message.column, `${file}:${message.line}:${message.column}`).toBeLessThanOrEqual(
      (line ?? "").length + 1,
    );
  }
  return report;
}

describe("the examples", () => {
  const files = readdirSync(examples, { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.ya?ml$/.test(file),
  );
  test.each(files)("%s is read without a word", (file) => {
    const report = readTimed(path.join(examples, file));
    expect(report.documents.map((document) => document.verdict)).not.toContain("error");
    expect(report.documents.flatMap((document) => document.messages)).toEqual([]);
  });
});

describe.skipIf(!existsSync(path.join(shelf, "corpus")))("785 real files", () => {
  const folder = path.join(shelf, "corpus");
  const index = existsSync(folder)
    ? readFileSync(path.join(folder, "index.tsv"), "utf8").trim().split("\n").slice(1).map(rowOf)
    : [];

  test("every Application is found, and none is invented", () => {
    const expected: Record<string, number> = {};
    const found: Record<string, number> = {};
    const count = (counts: Record<string, number>, kind: string | null) => {
      if (kind !== null && isApplication(kind)) counts[kind] = (counts[kind] ?? 0) + 1;
    };
    for (const { file, kinds } of index) {
      for (const kind of kinds) count(expected, kind.replace(/^\?/, ""));
      for (const document of readTimed(path.join(folder, file)).documents) count(found, document.kind);
    }
    expect(found).toEqual(expected);
  });

  test("a file that only a template engine could read is called a template, and every other fault something else", () => {
    const templates = index.filter((row) => !row.isYaml && row.flags.includes("template"));
    expect(templates.length).toBeGreaterThan(80);
    for (const { file } of index) {
      const { documents } = readDeclarations(readFileSync(path.join(folder, file)), file);
      const rules = documents.flatMap((document) => document.messages.map((message) => message.rule));
      expect(rules.includes("templated"), file).toBe(templates.some((row) => row.file === file));
    }
  });

  test("what can be read has the verdict of its kind, and what cannot is an error only if it is ours", () => {
    for (const { file } of index) {
      for (const document of readDeclarations(readFileSync(path.join(folder, file)), file).documents) {
        const isRead = document.messages.every(({ rule }) => !/^(?:templated$|yaml-)/.test(rule));
        const unread = isSkipped(document.kind) ? "skipped" : "error";
        expect(document.verdict, `${file} ${document.kind}`).toBe(isRead ? verdictOf(document.kind) : unread);
      }
    }
  });
});

function rowOf(line: string) {
  const [file = "", , kinds = "", , ok = "", flags = ""] = line.split("\t");
  return {
    file,
    kinds: kinds.split(/[,;|]/).map((kind) => kind.trim()),
    isYaml: ok === "yes",
    flags: flags.trim().split(","),
  };
}

const isApplication = (kind: string) => /^core\.oam\.dev\/.*\/Application$/.test(kind);

/** Of another group, or one of the definitions of ours. */
const isSkipped = (kind: string | null) =>
  kind !== null && (!kind.startsWith("core.oam.dev/") || /(?:Definition|Initializer)$/.test(kind));

function verdictOf(kind: string | null): string {
  if (kind === "core.oam.dev/v1beta1/Application") return "not-requestable";
  if (
    kind !== null &&
    /^core\.oam\.dev\/v1alpha[12]\/(Application|ApplicationConfiguration|Component|ComponentSchematic)$/.test(
      kind,
    )
  ) {
    return "legacy";
  }
  return "skipped";
}
