import type { AuditAction, AuditActor, AuditInput } from "@/lib/audit/event";

/** What the worker noticed by itself, beside what is in the audit log. */
export type NewsAction = AuditAction | "grant.ends-soon";

export type NewsEvent = Omit<AuditInput, "action"> & { action: NewsAction };

/** All that one transaction did to one thing: what the outbox carries to `people`. */
export interface News {
  at: string;
  actor: AuditActor;
  events: NewsEvent[];
}

const told: ReadonlySet<NewsAction> = new Set<NewsAction>([
  "request.created",
  "request.approved",
  "request.denied",
  "request.cancelled",
  "request.lapsed",
  "request.shortened",
  "decision.made",
  "grant.activated",
  "grant.expired",
  "grant.revoked",
  "grant.shortened",
  "grant.lessened",
  "grant.ends-soon",
  "declaration.proposed",
  "declaration.approved",
  "declaration.denied",
  "declaration.lapsed",
  "declaration.superseded",
]);

/** Whether anybody may have to be told of it. Everything else costs the outbox nothing. */
export const concernsPeople = (action: NewsAction): boolean => told.has(action);

/** What belongs together, and reaches one person in order: a request with its grant, a proposal. */
export function threadOf({ requestId, grantId, detail, service, subject, action }: NewsEvent): string {
  const proposal = detail?.proposalId;
  return (
    requestId ??
    (typeof proposal === "string" ? proposal : undefined) ??
    grantId ??
    service ??
    subject ??
    action
  );
}
