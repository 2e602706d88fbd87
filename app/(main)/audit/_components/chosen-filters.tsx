import { X } from "lucide-react";
import Link from "next/link";
import type { AuditEventView } from "@/lib/audit/view";
import { hrefOf } from "../../../_lib/query";
import { type Filters, filterNames } from "./filters";

const labels: Record<keyof Filters, string> = {
  principal: "around",
  actor: "by",
  subject: "about",
  action: "action",
  service: "service",
  outcome: "outcome",
  from: "from",
  to: "to",
  requestId: "request",
  grantId: "access",
};

/** What narrows the list, each with a way to take it off. People by name where an event on the page knows it. */
export function ChosenFilters({ filters, events }: { filters: Filters; events: AuditEventView[] }) {
  const chosen = filterNames.filter((name) => filters[name]);
  if (chosen.length === 0) return null;
  return (
    <ul aria-label="Chosen filters" className="mb-4 flex flex-wrap gap-1.5 text-[13px]">
      {chosen.map((name) => (
        <li key={name}>
          <Link
            href={hrefOf("/audit", { ...filters, [name]: null })}
            className="inline-flex min-h-7 items-center gap-1.5 rounded-full border border-line bg-surface py-0.5 pr-2 pl-3 hover:border-line-strong"
          >
            <span className="text-muted">{labels[name]}</span>
            <span className="break-all font-medium">{nameIn(events, name, filters[name] ?? "")}</span>
            <X aria-hidden className="size-3.5 text-muted" />
            <span className="sr-only">: take this filter off</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function nameIn(events: AuditEventView[], filter: keyof Filters, value: string): string {
  if (filter !== "principal" && filter !== "actor" && filter !== "subject") return value;
  if (value === "system") return "Daypass";
  for (const { actor, subject, subjectName } of events) {
    if (subject === value && subjectName) return subjectName;
    if (actor.id === value) return actor.name;
  }
  return value;
}
