import { FilePlace } from "@/components/declarations/file-place";
import { Tag } from "@/components/ui/status";
import type { SourceProblem } from "@/lib/sources/problem";

/** What is wrong with the files of a source, each with its place. */
export function ProblemList({ label, problems }: { label: string; problems: SourceProblem[] }) {
  return (
    <ul aria-label={label} className="border-line border-t bg-sunken/50">
      {problems.map((problem) => (
        <li
          key={`${problem.file}:${problem.line}:${problem.column}:${problem.message}`}
          className="grid gap-0.5 border-line border-b px-4 py-2.5 text-sm last:border-b-0"
        >
          <span className="flex flex-wrap items-baseline gap-x-2">
            <Tag hue={problem.severity === "error" ? "refused" : "pending"}>{problem.severity}</Tag>
            {problem.file ? (
              <FilePlace file={problem.file} line={problem.line} column={problem.column} />
            ) : null}
          </span>
          <span>{problem.message}</span>
          {problem.hint ? <span className="text-[13px] text-muted">{problem.hint}</span> : null}
        </li>
      ))}
    </ul>
  );
}
