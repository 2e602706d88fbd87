/** Every action the log knows, `noun.verb-past`. A refused attempt carries the same action with outcome "refused". */
export const auditActions = [
  "principal.signed-in",
  "principal.created",
  "principal.changed",
  "principal.deactivated",
  "principal.reactivated",
  "stand-in.named",
  "stand-in.ended",
  "on-call.read",
  "on-call.failed",
  "on-call.forgotten",
  "source.synced",
  "source.failed",
  "source.sync-requested",
  "source.pushed",
  "source.uploaded",
  "declaration.published",
  "declaration.proposed",
  "declaration.approved",
  "declaration.denied",
  "declaration.lapsed",
  "declaration.superseded",
  "service.withdrawn",
  "service.restored",
  "credential.created",
  "credential.revoked",
  "signals.created",
  "signals.changed",
  "signals.deleted",
  "request.created",
  "request.approved",
  "request.denied",
  "request.cancelled",
  "request.lapsed",
  "request.shortened",
  "request.claimed",
  "request.released",
  "request.escalated",
  "request.commented",
  "decision.made",
  "grant.scheduled",
  "grant.activated",
  "grant.extended",
  "grant.expired",
  "grant.revoked",
  "grant.shortened",
  "grant.lessened",
  "grant.break-glass-opened",
  "review.opened",
  "review.done",
  "review.overdue",
  "review.reminded",
  "device.approved",
  "device.denied",
  "delegation.made",
  "delegation.ended",
  "token.issued",
  "token.revoked",
  "assertion.failed",
  "interaction.received",
  "key.created",
  "key.retired",
  "key.withdrawn",
  "audit.exported",
  "delivery.failed",
  "delivery.replayed",
] as const;

export type AuditAction = (typeof auditActions)[number];

export const auditOutcomes = ["success", "refused", "failed"] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

/** "request", "grant", … */
export const auditNouns: readonly string[] = [...new Set(auditActions.map((action) => nounOf(action)))];

/** What the filter takes: every action, and every noun with `.*` behind it. */
export const auditActionPatterns: readonly string[] = [
  ...auditActions,
  ...auditNouns.map((noun) => `${noun}.*`),
];

export function nounOf(action: string): string {
  return action.slice(0, action.indexOf("."));
}

/** The actions that "grant.revoked" or "grant.*" stands for. */
export function actionsOf(pattern: string): AuditAction[] {
  return auditActions.filter((action) => action === pattern || `${nounOf(action)}.*` === pattern);
}
