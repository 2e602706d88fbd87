import { Download } from "lucide-react";
import { buttonLook } from "@/components/ui/button";
import { countWords } from "./count-words";
import type { Filters } from "./filters";

/** Takes the filters along, and says how many rows come before it starts. Plain links: a download is no navigation. */
export function ExportLinks({
  filters,
  count,
}: {
  filters: Filters;
  count: { count: number; more: boolean };
}) {
  const href = (format: string) => `/api/v1/audit/export?${new URLSearchParams({ ...filters, format })}`;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span className="tabular text-[13px] text-muted">{countWords(count)}</span>
      <a href={href("csv")} download className={buttonLook({ size: "sm" })}>
        <Download aria-hidden className="size-3.5" />
        CSV
      </a>
      <a href={href("jsonl")} download className={buttonLook({ size: "sm" })}>
        <Download aria-hidden className="size-3.5" />
        JSON Lines
      </a>
    </div>
  );
}
