import type { FileReport, Verdict } from "@/lib/declarations/report";

export interface LintTally {
  files: number;
  documents: number;
  verdicts: Record<Verdict, number>;
  errors: number;
  warnings: number;
  /** Paths that could not be looked into. */
  unusable: number;
  count(report: FileReport): void;
}

export function tally(): LintTally {
  return {
    files: 0,
    documents: 0,
    verdicts: { service: 0, "not-requestable": 0, skipped: 0, legacy: 0, error: 0 },
    errors: 0,
    warnings: 0,
    unusable: 0,
    count(report) {
      this.files += 1;
      for (const { verdict, messages } of report.documents) {
        this.documents += 1;
        this.verdicts[verdict] += 1;
        for (const { severity } of messages) {
          if (severity === "error") this.errors += 1;
          else this.warnings += 1;
        }
      }
    },
  };
}

const words: [Verdict, string][] = [
  ["service", "with services"],
  ["not-requestable", "not requestable"],
  ["skipped", "skipped"],
  ["legacy", "legacy"],
  ["error", "in error"],
];

/** "3 files, 4 documents: 1 with services, 3 skipped. No errors, 2 warnings." */
export function tallyText({ files, documents, verdicts, errors, warnings }: LintTally): string {
  const parts = words.flatMap(([verdict, word]) =>
    verdicts[verdict] > 0 ? `${verdicts[verdict]} ${word}` : [],
  );
  const list = parts.length > 0 ? `: ${parts.join(", ")}` : "";
  return `${count(files, "file")}, ${count(documents, "document")}${list}. ${capital(count(errors, "error"))}, ${count(warnings, "warning")}.`;
}

const count = (number: number, thing: string) =>
  `${number === 0 ? "no" : number} ${thing}${number === 1 ? "" : "s"}`;
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
