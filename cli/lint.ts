import { inParallel } from "@/lib/declarations/in-parallel";
import { createReader } from "@/lib/declarations/reader-pool";
import type { FileReport, Message } from "@/lib/declarations/report";
import { humanFormat } from "./human-format";
import { type Input, readInputs } from "./inputs";
import { type Io, isTerminal, write } from "./io";
import { jsonFormat } from "./json-format";
import { lintHelp, readLintOptions } from "./lint-options";
import { type LintTally, tally } from "./lint-tally";
import { createProgress } from "./progress";
import { sarifFormat } from "./sarif-format";

/** One file, read and judged. `bytes` is empty when it could not be read. */
export interface LintedFile {
  report: FileReport;
  bytes: Uint8Array;
}

/** How results are written down. What it returns is written at once, in this order. */
export interface LintFormat {
  begin(): string;
  file(linted: LintedFile): string;
  end(tally: LintTally, hasFailed: boolean): string;
}

/**
 * `daypass lint PATH...`: reads declarations and says what is wrong with them. Exit code 0 nothing is wrong, 1 something
 * is, 2 a path cannot be read. Throws a UsageError for a call that makes no sense.
 */
export async function lint(args: string[], io: Io): Promise<number> {
  const options = readLintOptions(args);
  if (options.help) {
    await write(io.stdout, lintHelp);
    return 0;
  }
  const isColoured = isTerminal(io.stdout) && !io.env.NO_COLOR;
  const format = {
    human: () => humanFormat({ isColoured, isQuiet: options.quiet }),
    json: jsonFormat,
    sarif: () => sarifFormat(io.cwd),
  }[options.format]();
  const counts = tally();
  const hasFailed = () => counts.errors > 0 || (options.strict && counts.warnings > 0);
  const reader = createReader();
  const progress = createProgress(io.stderr);
  const judge = async (input: Input) => {
    if ("unusable" in input) return input;
    if (!("bytes" in input)) {
      const problem = "problem" in input ? input.problem : input.skipped;
      return { report: unread(input.path, problem), bytes: new Uint8Array() };
    }
    return { report: await reader.read(input.bytes, input.path), bytes: input.bytes };
  };
  try {
    await write(io.stdout, format.begin());
    for await (const judged of inParallel(readInputs(options.paths, io), reader.threads, judge)) {
      if ("unusable" in judged) {
        counts.unusable += 1;
        progress.clear();
        await write(io.stderr, `daypass lint: ${judged.path}: ${judged.unusable}\n`);
        continue;
      }
      counts.count(judged.report);
      const text = format.file(options.quiet ? { ...judged, report: errorsOf(judged.report) } : judged);
      if (text !== "") progress.clear();
      await write(io.stdout, text);
      progress.show(counts.files);
    }
    progress.clear();
    await write(io.stdout, format.end(counts, hasFailed()));
  } finally {
    progress.clear();
    await reader.close();
  }
  if (counts.unusable > 0) return 2;
  return hasFailed() ? 1 : 0;
}

function unread(file: string, problem: string): FileReport {
  const message: Message = {
    severity: "error",
    rule: "not-read",
    path: "",
    line: 1,
    column: 1,
    message: problem,
    hint: null,
  };
  return {
    file,
    ok: false,
    documents: [{ index: 0, kind: null, verdict: "error", messages: [message], services: [] }],
  };
}

const errorsOf = (report: FileReport): FileReport => ({
  ...report,
  documents: report.documents.map((document) => ({
    ...document,
    messages: document.messages.filter(({ severity }) => severity === "error"),
  })),
});
