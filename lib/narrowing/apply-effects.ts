import type { Change } from "@/lib/audit/append";
import type { AuditInput } from "@/lib/audit/event";
import type { Transaction } from "@/lib/db/transaction";
import { closeExtensions } from "@/lib/requests/close-extensions";
import type { Effects } from "./find-effects";
import type { GrantEffect } from "./grant-effects";
import { declarationOf } from "./words";

type GrantRow = Effects["grants"][number]["row"];
type RequestRow = Effects["requests"][number]["row"];

/** Writes what was found, a statement for each kind, with an event and a notice for each grant and request. `owners` hear of all. */
export async function applyEffects(
  tx: Transaction,
  { grants, requests }: Effects,
  owners: readonly string[],
): Promise<void> {
  const now = grants[0]?.row.now ?? requests[0]?.row.now;
  if (!now) return;
  const at = now.toISOString();
  const ended: { id: string; at: string; reason: string }[] = [];
  const shortened: object[] = [];
  const lessened: object[] = [];
  for (const { row, effects } of grants) {
    for (const effect of effects) {
      if (effect.kind === "end") ended.push({ id: row.id, at, reason: effect.reason });
      else if (effect.kind === "shorten")
        shortened.push({ id: row.id, ends_at: effect.endsAt.toISOString() });
      else lessened.push({ id: row.id, at });
    }
  }
  const closed = requests.flatMap(({ row, effect }) =>
    effect.kind === "close" ? [{ id: row.id, at, reason: effect.reason }] : [],
  );
  const cut = requests.flatMap(({ row, effect }) =>
    effect.kind === "shorten"
      ? [{ id: row.id, seconds: effect.durationSeconds, capped_by: effect.cappedBy }]
      : [],
  );
  await write(tx, "narrowing-end", endSql, ended);
  await write(tx, "narrowing-shorten", shortenSql, shortened);
  await write(tx, "narrowing-cut-tokens", cutTokensSql, shortened);
  await write(tx, "narrowing-lessen", lessenSql, lessened);
  await write(tx, "narrowing-close", closeSql, closed);
  await write(tx, "narrowing-cut", cutSql, cut);
  // What asks to extend an ended grant was closed above if the declaration closes it anyway.
  const left = await closeExtensions(
    tx,
    now,
    ended.map(({ id }) => id),
  );
  await tellOf(tx, now, left.events, left.changes);
  await tellOf(
    tx,
    now,
    grants.flatMap(({ row, effects }) => effects.map((effect) => grantEvent(row, effect))),
    grants.map(({ row }) => ({ noun: "grant", id: row.id, audience: [row.principal.id, ...owners] })),
  );
  await tellOf(
    tx,
    now,
    requests.map(({ row, effect }) => requestEvent(row, effect)),
    requests.map(({ row }) => ({
      noun: "request",
      id: row.id,
      audience: [row.requester.id, ...row.approver_refs, ...owners],
    })),
  );
}

async function write(tx: Transaction, name: string, text: string, rows: readonly object[]): Promise<void> {
  if (rows.length > 0) await tx.query(name, text, [JSON.stringify(rows)]);
}

async function tellOf(tx: Transaction, at: Date, events: AuditInput[], changes: Change[]): Promise<void> {
  if (events.length > 0) await tx.audit(at, events, changes);
}

function grantEvent(row: GrantRow, effect: GrantEffect): AuditInput {
  const { role, environment } = row;
  const about = {
    service: row.service.ref,
    subject: row.principal.id,
    requestId: row.request_id,
    grantId: row.id,
  };
  const reason = declarationOf(row.now);
  switch (effect.kind) {
    case "end":
      return { ...about, action: "grant.revoked", detail: { reason: effect.reason, role, environment } };
    case "shorten": {
      const ends = { endsAt: effect.endsAt.toISOString(), insteadOf: row.ends_at.toISOString() };
      const detail = { ...ends, cappedBy: effect.cappedBy, reason, role, environment };
      return { ...about, action: "grant.shortened", detail };
    }
    case "lessen": {
      const detail = { without: effect.without.join(", "), reason, role, environment };
      return { ...about, action: "grant.lessened", detail };
    }
  }
}

function requestEvent(row: RequestRow, effect: Effects["requests"][number]["effect"]): AuditInput {
  const { role, environment } = row;
  const about = { service: row.service.ref, subject: row.requester.id, requestId: row.id };
  if (effect.kind === "close")
    return { ...about, action: "request.cancelled", detail: { reason: effect.reason, role, environment } };
  const detail = {
    effectiveDurationSeconds: effect.durationSeconds,
    insteadOfSeconds: row.effective_duration_seconds,
    cappedBy: effect.cappedBy,
    reason: declarationOf(row.now),
    role,
    environment,
  };
  return { ...about, action: "request.shortened", detail };
}

const endSql = `
update access_grant g set status = 'revoked', revoked_at = e.at, revoke_reason = e.reason
from jsonb_to_recordset($1::jsonb) as e(id text, at timestamptz, reason text) where g.id = e.id`;

const shortenSql = `
update access_grant g set ends_at = e.ends_at
from jsonb_to_recordset($1::jsonb) as e(id text, ends_at timestamptz) where g.id = e.id`;

// No token outlives its grant.
const cutTokensSql = `
update issued_token t set expires_at = least(t.expires_at, e.ends_at)
from jsonb_to_recordset($1::jsonb) as e(id text, ends_at timestamptz) where t.grant_id = e.id`;

const lessenSql = `
with why as materialized (select set_config('daypass.revocation_reason', 'lessened', true))
update issued_token t set revoked_at = e.at
from why, jsonb_to_recordset($1::jsonb) as e(id text, at timestamptz) where t.grant_id = e.id and t.revoked_at is null`;

const closeSql = `
update access_request r set status = 'cancelled', closed_at = e.at, close_reason = e.reason
from jsonb_to_recordset($1::jsonb) as e(id text, at timestamptz, reason text) where r.id = e.id`;

const cutSql = `
update access_request r set effective_duration_seconds = e.seconds, capped_by = e.capped_by
from jsonb_to_recordset($1::jsonb) as e(id text, seconds int, capped_by text) where r.id = e.id`;
