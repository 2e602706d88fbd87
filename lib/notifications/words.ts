import type { AuditActor } from "@/lib/audit/event";

// Pieces of what people are told. Pure text: whoever shows it escapes it.

/** "Wed 25 Nov, 22:10 CET": what a person sets their watch by. */
export function instantWords(at: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
    timeZoneName: "short",
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((each) => each.type === type)?.value ?? "";
  return `${part("weekday")} ${part("day")} ${part("month")}, ${part("hour")}:${part("minute")} ${part("timeZoneName")}`;
}

/** "Omar Haddad", or "Daypass" where nobody did it. */
export const nameOf = (actor: AuditActor) => (actor.kind === "system" ? "Daypass" : actor.name);

/** "refunder on Orders API" */
export const roleOn = (row: { role: string; service: { title: string } }) =>
  `${row.role} on ${row.service.title}`;

/** "refunder on Orders API in production" */
export const roleIn = (row: { role: string; environment: string | null; service: { title: string } }) =>
  `${roleOn(row)}${row.environment ? ` in ${row.environment}` : ""}`;

export const sentenceOf = (words: string) => (/[.!?…]$/.test(words) ? words : `${words}.`);
