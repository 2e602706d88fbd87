import type { Change } from "@/lib/audit/append";
import type { AuditInput } from "@/lib/audit/event";
import { newId } from "@/lib/db/ids";
import type { Transaction } from "@/lib/db/transaction";
import { printable } from "@/lib/declarations/printable";
import { explain } from "./explain";
import type { Explanation } from "./explanation";
import type { KnownToken } from "./known-token";
import { likenessOf } from "./likeness";
import { type AssertionRecord, loadRecord } from "./load-record";
import type { RefusalFacts } from "./refusal-facts";

/** Equal calls that a service refused, as it says. */
export interface RefusedCalls {
  /** When the first of them was refused. */
  at: string;
  environment?: string | null | undefined;
  reason: string;
  jti?: string | null | undefined;
  subject?: string | null | undefined;
  scopeRequired?: readonly string[] | null | undefined;
  method?: string | null | undefined;
  path?: string | null | undefined;
  calls: number;
}

/**
 * Explains refused calls and puts them on record. Equal ones of a minute are one row; the log hears of the first at once and of
 * the rest, as a number, when the minute is over (tell-repeats.ts): whoever knocks must not be able to fill it.
 */
export async function recordRefusals(
  tx: Transaction,
  service: string,
  refused: readonly RefusedCalls[],
): Promise<void> {
  const jtis = new Set(refused.flatMap(({ jti }) => jti ?? []));
  const record = await loadRecord(tx, service, [...jtis]);
  const groups = new Map<string, Refusal>();
  for (const each of refused) {
    const refusal = refusalOf(each, record);
    const known = groups.get(refusal.likeness);
    if (known) known.calls += refusal.calls;
    else groups.set(refusal.likeness, refusal);
  }
  const { now, trait } = record.service;
  // In one order, so that two reports at once wait for each other and never both for both.
  const all = [...groups.values()].sort((one, other) => (one.likeness < other.likeness ? -1 : 1));
  const rows = all.map((refusal) => rowOf(refusal, record));
  const written = await tx.query<{ likeness: string; is_first: boolean }>("refusals-record", recordSql, [
    JSON.stringify(rows),
  ]);
  const firsts = new Set(written.filter((row) => row.is_first).map((row) => row.likeness));
  const news = all.filter(({ likeness }) => firsts.has(likeness));
  const changes = news.flatMap(({ token }): Change[] =>
    token ? [{ noun: "grant", id: token.grantId, audience: [token.principalId, ...trait.owners] }] : [],
  );
  if (news.length > 0) await tx.audit(now, news.map(eventOf), changes);
}

interface Refusal extends RefusedCalls {
  likeness: string;
  /** Null where the token is not this service's to know. */
  token: KnownToken | null;
  explanation: Explanation;
}

function refusalOf(each: RefusedCalls, { service, foundFor }: AssertionRecord): Refusal {
  const found = foundFor(each.jti);
  const token = found === "foreign" ? null : found;
  const { reason, environment = null, scopeRequired } = each;
  const explanation = explain({ reason, environment, scopeRequired: scopeRequired ?? [] }, found, service);
  const likeness = likenessOf(reason, explanation.kind, token ? (each.jti ?? null) : null);
  return { ...each, ...shownOf(each), token, explanation, likeness };
}

/** The service's own words, as they can stand beside ours; a path without its query. */
const shownOf = ({ reason, subject, method, path }: RefusedCalls) => ({
  reason: printable(reason, 300),
  subject: shown(subject, 255),
  method: shown(method, 16),
  path: shown(path?.replace(/[?#].*$/s, ""), 1_000),
});

const shown = (text: string | null | undefined, longest: number) =>
  text == null ? null : printable(text, longest);

function rowOf(
  { likeness, calls, token, explanation, reason, method, path }: Refusal,
  { serviceId, service, version }: AssertionRecord,
) {
  const facts: RefusalFacts = {
    reason,
    contradicted: explanation.contradicted,
    explanation: explanation.sentence,
    missing: explanation.missing,
    fix: explanation.fix,
    role: token?.role ?? null,
    environment: token?.environment ?? null,
    method: method ?? null,
    path: path ?? null,
    version,
  };
  return {
    id: newId("rfs"),
    service_id: serviceId,
    likeness,
    at: service.now.toISOString(),
    calls,
    principal_id: token?.principalId ?? null,
    grant_id: token?.grantId ?? null,
    kind: explanation.kind,
    facts,
  };
}

/** What the service claims about time and subject stays a claim: the event's own time is ours, and so is whom it is about. */
function eventOf({ at, token, explanation, likeness: _, calls, ...said }: Refusal): AuditInput {
  return {
    action: "assertion.failed",
    outcome: "failed",
    ...(token ? { subject: token.principalId, grantId: token.grantId } : {}),
    detail: {
      ...said,
      reportedAt: new Date(at).toISOString(),
      calls,
      kind: explanation.kind,
      contradicted: explanation.contradicted,
      explanation: explanation.sentence,
    },
  };
}

const recordSql = `
insert into refusal as r (id, service_id, likeness, minute, first_at, last_at, calls, told, principal_id, grant_id, kind, facts)
select id, service_id, likeness, date_trunc('minute', at), at, at, calls, calls, principal_id, grant_id, kind, facts
from jsonb_to_recordset($1::jsonb) as x(id text, service_id text, likeness text, at timestamptz, calls int, principal_id text,
  grant_id text, kind text, facts jsonb)
on conflict (service_id, likeness, minute) do update set
  last_at = greatest(r.last_at, excluded.last_at), calls = r.calls + excluded.calls
returning likeness, xmax = 0 as is_first`;
