import canonicalize from "canonicalize";
import type { Actor } from "@/lib/context/context";
import type { AuditAction, AuditOutcome } from "./actions";

export type { AuditAction, AuditOutcome };

/** What an event is about. `subject` is the id of the principal whose access it concerns. */
export interface AuditAbout {
  service?: string;
  subject?: string;
  requestId?: string;
  grantId?: string;
  /** Facts of the event. Never a secret, never a token. */
  detail?: Record<string, unknown>;
}

export interface AuditInput extends AuditAbout {
  action: AuditAction;
  outcome?: AuditOutcome;
}

export interface AuditActor {
  kind: "user" | "workload" | "system";
  id?: string;
  name: string;
}

export function auditActor(actor: Actor): AuditActor {
  if (actor.kind === "system") return { kind: "system", name: actor.name };
  return { kind: actor.kind, id: actor.principal.id, name: actor.principal.name };
}

/** The canonical form (RFC 8785) of an event: the bytes that will be its leaf in the transparency log. */
export function canonicalEntry(
  event: { id: string; at: Date; actor: AuditActor; httpRequestId: string } & AuditInput,
): string {
  const entry = canonicalize({
    version: 1,
    id: event.id,
    at: event.at.toISOString(),
    actor: event.actor,
    action: event.action,
    outcome: event.outcome ?? "success",
    service: event.service,
    subject: event.subject,
    requestId: event.requestId,
    grantId: event.grantId,
    detail: event.detail ?? {},
    httpRequestId: event.httpRequestId,
  });
  if (entry === undefined) throw new Error("an audit event is always an object");
  return entry;
}
