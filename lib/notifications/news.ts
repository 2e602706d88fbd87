import type { AuditAction, AuditActor, AuditInput } from "@/lib/audit/event";

/** What is told beside what is in the audit log: the worker noticed it by itself. */
type NewsAction = AuditAction | "grant.ends-soon" | "approvers.joined";

export type NewsEvent = Omit<AuditInput, "action"> & { action: NewsAction };

/** All that one transaction did to one thing: what the outbox carries to `people`. */
export interface News {
  at: string;
  actor: AuditActor;
  events: NewsEvent[];
}

const told: ReadonlySet<string> = new Set([
  "request.created",
  "request.approved",
  "request.denied",
  "request.cancelled",
  "request.lapsed",
  "request.shortened",
  "request.escalated",
  "request.commented",
  "decision.made",
  "grant.activated",
  "grant.expired",
  "grant.revoked",
  "grant.extended",
  "grant.shortened",
  "grant.lessened",
  "grant.break-glass-opened",
  "grant.ends-soon",
  "review.opened",
  "review.reminded",
  "review.overdue",
  "review.done",
  "stand-in.named",
  "declaration.proposed",
  "declaration.approved",
  "declaration.denied",
  "declaration.lapsed",
  "declaration.superseded",
]);

/** Whether anybody may have to be told of it. Everything else costs the outbox nothing. */
export const concernsPeople = (action: NewsAction): boolean => told.has(action);

/** What belongs together, and reaches one person in order: a request with its grant and its review, a proposal. */
export function threadOf({ requestId, grantId, detail, service, subject, action }: NewsEvent): string {
  const proposal = detail?.proposalId;
  const named = typeof proposal === "string" ? proposal : undefined;
  return requestId ?? named ?? grantId ?? service ?? subject ?? action;
}
