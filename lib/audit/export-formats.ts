import { csvLine } from "./csv";
import type { ExportFormat } from "./schema";
import type { AuditEventView } from "./view";
import { lineOf } from "./words";

/** A file that an export can be. */
interface Format {
  contentType: string;
  extension: string;
  head: string;
  line(event: AuditEventView): string;
}

export const formats: Record<ExportFormat, Format> = {
  csv: {
    contentType: "text/csv; charset=utf-8; header=present",
    extension: "csv",
    head: csvLine([
      "at",
      "what",
      "action",
      "outcome",
      "actor",
      "actorId",
      "service",
      "subject",
      "subjectId",
      "requestId",
      "grantId",
      "detail",
      "id",
    ]),
    line: (event) =>
      csvLine([
        event.at,
        lineOf(event),
        event.action,
        event.outcome,
        event.actor.name,
        event.actor.id ?? "",
        event.service ?? "",
        event.subjectName ?? "",
        event.subject ?? "",
        event.requestId ?? "",
        event.grantId ?? "",
        JSON.stringify(event.detail),
        event.id,
      ]),
  },
  jsonl: {
    contentType: "application/jsonl; charset=utf-8",
    extension: "jsonl",
    head: "",
    line: (event) => `${JSON.stringify(event)}\n`,
  },
};
