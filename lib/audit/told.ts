import { textIn } from "./facts";
import type { AuditEventView } from "./view";

/** A piece of a sentence; `link` says whose page or history it may lead to. */
export interface Part {
  text: string;
  link?: { noun: "principal" | "service" | "request" | "grant" | "source"; id: string };
}

/** The nouns of an event, each as a piece of a sentence. Names, never ids. */
export interface Told {
  event: AuditEventView;
  /** Who did it: "Omar Haddad", or "Daypass". */
  actor: Part;
  /** Whom it is about: "Riley Chen". */
  subject: Part;
  /** "Riley Chen's", or "their own" where somebody does a thing to what is theirs. */
  whose: Part;
  /** "Orders API" */
  service: Part;
  /** "refunder in production" */
  role: Part;
  bySystem: boolean;
  /** Whether it is about the one who did it. */
  isOwn: boolean;
}

export function tell(event: AuditEventView): Told {
  const { actor, subject: id } = event;
  const bySystem = actor.kind === "system";
  const isOwn = id !== undefined && id === actor.id;
  const subject = person(event.subjectName ?? (isOwn ? actor.name : "somebody"), id);
  return {
    event,
    actor: bySystem ? { text: "Daypass" } : person(actor.name, actor.id),
    subject,
    whose: isOwn ? { text: "their own" } : possessive(subject),
    service: serviceOf(event),
    role: roleOf(event),
    bySystem,
    isOwn,
  };
}

export const possessive = (part: Part): Part => ({ ...part, text: `${part.text}'s` });

const person = (name: string, id: string | undefined): Part =>
  id === undefined ? { text: name } : { text: name, link: { noun: "principal", id } };

function serviceOf({ service, serviceTitle }: AuditEventView): Part {
  if (service === undefined) return { text: "a service" };
  return { text: serviceTitle ?? service, link: { noun: "service", id: service } };
}

function roleOf({ detail, requestId, grantId }: AuditEventView): Part {
  const role = textIn(detail, "role");
  const environment = textIn(detail, "environment");
  const text = `${role ?? "a role"}${environment ? ` in ${environment}` : ""}`;
  if (grantId !== undefined) return { text, link: { noun: "grant", id: grantId } };
  return requestId === undefined ? { text } : { text, link: { noun: "request", id: requestId } };
}
