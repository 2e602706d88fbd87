import type { Change } from "@/lib/audit/append";
import type { AuditInput } from "@/lib/audit/event";

/** What a step of a sync did: for the audit log, and for whoever looks at it. */
export interface Applied {
  events: AuditInput[];
  changes: Change[];
}
