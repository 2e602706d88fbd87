import { CircleX, TriangleAlert } from "lucide-react";
import type { EditProblem } from "@/lib/edits/judge-edit";
import type { Checked } from "./use-verdict";

/** What the reader says of the text, in the order of its lines; each leads to its place. */
export function Problems({ checked, onGo }: { checked: Checked; onGo: (place: EditProblem) => void }) {
  const problems = checked.verdict?.problems ?? [];
  return (
    <div className="mt-4">
      <p aria-live="polite" className="text-sm">
        {checked.refusal ? (
          <span className="text-refused">{checked.refusal}</span>
        ) : (
          <span className="text-muted">{summaryOf(checked)}</span>
        )}
      </p>
      {problems.length > 0 ? (
        <ol
          aria-label="What the reader says"
          className="mt-2 overflow-hidden rounded-lg border border-line bg-surface"
        >
          {problems.map((problem) => (
            <li
              key={`${problem.line}:${problem.column} ${problem.message}`}
              className="border-line border-b last:border-b-0"
            >
              <button
                type="button"
                onClick={() => onGo(problem)}
                className="flex w-full cursor-pointer gap-2.5 px-3 py-2.5 text-left text-sm hover:bg-sunken focus-visible:-outline-offset-2"
              >
                <Sign severity={problem.severity} />
                <span className="min-w-0 grow break-words">
                  {problem.message}
                  {problem.hint ? <span className="block text-[13px] text-muted">{problem.hint}</span> : null}
                </span>
                <span className="tabular shrink-0 text-[13px] text-muted">
                  line {problem.line}, column {problem.column}
                </span>
              </button>
            </li>
          ))}
        </ol>
      ) : null}
    </div>
  );
}

function Sign({ severity }: Pick<EditProblem, "severity">) {
  const Icon = severity === "error" ? CircleX : TriangleAlert;
  return (
    <>
      <Icon
        aria-hidden
        className={
          severity === "error" ? "mt-0.5 size-4 shrink-0 text-refused" : "mt-0.5 size-4 shrink-0 text-pending"
        }
      />
      <span className="sr-only">{severity}: </span>
    </>
  );
}

function summaryOf({ verdict, isCurrent }: Checked): string {
  if (!verdict) return "The reader looks at it…";
  const count = (severity: EditProblem["severity"]) =>
    verdict.problems.filter((problem) => problem.severity === severity).length;
  const counted = (number: number, word: string) => `${number} ${number === 1 ? word : `${word}s`}`;
  const [errors, warnings] = [count("error"), count("warning")];
  const parts = [
    errors > 0 ? counted(errors, "error") : "",
    warnings > 0 ? counted(warnings, "warning") : "",
  ];
  const said = parts.filter(Boolean).join(" and ") || "Nothing is wrong with it";
  return isCurrent ? `${said}.` : `${said}, before what you typed last…`;
}
