/** What is wrong with a source, where. As stored with it and shown to administrators. */
export interface SourceProblem {
  severity: "error" | "warning";
  /** Relative to the source; empty for the source itself. */
  file: string;
  line: number;
  column: number;
  /** JSON path inside the document. */
  path: string;
  message: string;
  hint: string | null;
}

/** "orders.yaml:14:9 …", or only the message where it is about the whole source. */
export function problemLine({ file, line, column, message }: SourceProblem): string {
  return file === "" ? message : `${file}:${line}:${column} ${message}`;
}

const mostProblems = 500;

/** Errors first, by file and line, and no more than anybody will read. */
export function sortProblems(problems: readonly SourceProblem[]): SourceProblem[] {
  const weight = (problem: SourceProblem) => (problem.severity === "error" ? 0 : 1);
  const compare = (one: SourceProblem, other: SourceProblem) =>
    weight(one) - weight(other) ||
    (one.file < other.file
      ? -1
      : one.file > other.file
        ? 1
        : one.line - other.line || one.column - other.column);
  return problems.toSorted(compare).slice(0, mostProblems);
}
