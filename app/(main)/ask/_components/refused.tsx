import Link from "next/link";
import { Notice } from "@/components/ui/layout";
import type { Problem } from "@/lib/errors/problem";
import { bundleOf, type Draft } from "./draft";

/** What the verb said to what was sent. */
export function Refused({ problem, draft }: { problem: Problem; draft: Draft }) {
  const { code, detail, accessRequestId } = problem;
  const isIncomplete = code === "invalid-input";
  const lines = draft.also?.length ? itemLines(problem, draft) : [];
  return (
    <Notice
      hue={isIncomplete ? "pending" : "refused"}
      title={
        isIncomplete
          ? "Not asked yet"
          : draft.also?.length
            ? "Nothing was asked for"
            : "This cannot be asked for"
      }
    >
      {lines.length > 0 ? (
        <ul className="grid list-disc gap-0.5 pl-4">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ) : (
        detail
      )}{" "}
      {typeof accessRequestId === "string" ? (
        <Link href={`/requests/${accessRequestId}`} className="text-accent underline underline-offset-2">
          Open your request
        </Link>
      ) : null}
    </Notice>
  );
}

/** What is wrong with each, by its name and not by its number. */
function itemLines({ errors = [] }: Problem, draft: Draft): string[] {
  const { items } = bundleOf(draft);
  return errors.flatMap(({ path, message }) => {
    const item = items[Number(/^items\[(\d+)\]/.exec(path)?.[1])];
    if (!item) return [];
    const where = item.environment === null ? "" : ` in ${item.environment}`;
    return [`${item.role}${where} (${item.service}): ${message}`];
  });
}
