import { nounOf } from "./actions";
import type { AuditEventView } from "./view";

/** The filters of the audit page as the address bar has them, in the order in which they are shown. */
export const auditFilterNames = [
  "principal",
  "actor",
  "subject",
  "action",
  "service",
  "outcome",
  "from",
  "to",
  "requestId",
  "grantId",
] as const;

export type AuditFilterName = (typeof auditFilterNames)[number];
export type AuditFilters = Partial<Record<AuditFilterName, string>>;

/** Of a repeated parameter the first counts; empty ones, which forms send, and unknown ones are left out. */
export function filtersFrom(params: Readonly<Record<string, string | string[] | undefined>>): AuditFilters {
  const filters: AuditFilters = {};
  for (const name of auditFilterNames) {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    const text = (Array.isArray(value) ? value[0] : value)?.trim();
    if (text) filters[name] = text;
  }
  return filters;
}

/** The query string of filters with `changes` on top, "" for none. Changed filters start at the first page. */
export function queryOf(
  filters: AuditFilters,
  changes: { [N in AuditFilterName]?: string | null } = {},
): string {
  const params = new URLSearchParams();
  for (const name of auditFilterNames) {
    const value = name in changes ? changes[name] : filters[name];
    if (value) params.set(name, value);
  }
  const text = params.toString();
  return text && `?${text}`;
}

export interface FilterChip {
  name: AuditFilterName;
  text: string;
  /** The query string without this filter. */
  without: string;
}

/** One chip a filter, in words; `events` are those on the page, which know the names of what they are about. */
export function chipsOf(filters: AuditFilters, events: readonly AuditEventView[] = []): FilterChip[] {
  return auditFilterNames.flatMap((name) => {
    const value = filters[name];
    return value
      ? [{ name, text: chipText[name](value, events), without: queryOf(filters, { [name]: null }) }]
      : [];
  });
}

type Events = readonly AuditEventView[];

const chipText: Record<AuditFilterName, (value: string, events: Events) => string> = {
  principal: (id, events) => `By or about ${personIn(events, id)}`,
  actor: (id, events) => (id === "system" ? "By Daypass itself" : `By ${personIn(events, id)}`),
  subject: (id, events) => `About ${personIn(events, id)}`,
  action: (pattern) => actionLabel(pattern),
  service: (ref, events) => `On ${events.find((event) => event.service === ref)?.serviceTitle ?? ref}`,
  outcome: (outcome) => ({ success: "Done", refused: "Refused", failed: "Failed" })[outcome] ?? outcome,
  from: (instant) => `From ${instantText(instant)}`,
  to: (instant) => `To ${instantText(instant)}`,
  requestId: () => "One request",
  grantId: () => "One grant",
};

function personIn(events: Events, id: string): string {
  for (const { actor, subject, subjectName } of events) {
    if (subject === id && subjectName) return subjectName;
    if (actor.id === id) return actor.name;
  }
  return "one person";
}

/** "Grant revoked", or "Everything about grants" for "grant.*" */
export function actionLabel(pattern: string): string {
  if (pattern.endsWith(".*")) return `Everything about ${pluralOf[nounOf(pattern)] ?? nounOf(pattern)}`;
  const words = pattern.replaceAll(/[.-]/g, " ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

const pluralOf: Record<string, string> = {
  principal: "people and workloads",
  audit: "the audit log",
  delivery: "deliveries",
  source: "sources",
  declaration: "declarations",
  service: "services",
  credential: "credentials",
  request: "requests",
  decision: "decisions",
  grant: "grants",
  token: "tokens",
  assertion: "calls that services refused",
  key: "signing keys",
};

const instantText = (text: string) => text.replace("T", " ").replace(/(:\d\d)(\.\d+)?Z$/, "$1 UTC");
