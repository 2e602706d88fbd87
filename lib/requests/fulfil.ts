import type { AuditInput } from "@/lib/audit/event";
import type { Transaction } from "@/lib/db/transaction";
import type { RoleRules } from "@/lib/declarations/rules";
import { AppError } from "@/lib/errors/app-error";
import { extendGrant } from "@/lib/grants/extend-grant";
import { extendedEnd, gainedSeconds } from "@/lib/grants/extension";
import { openGrant } from "@/lib/grants/open-grant";
import { nothingGained } from "./extension";
import { extendedGrantOf, type RequestRow } from "./row";

/**
 * A request as it is approved now. Of an extension no more is granted than the limit leaves, which counts from the yes; where
 * that is nothing the approval is refused.
 */
export function cutToLimit(row: RequestRow, limit: { seconds: number; name: string }): RequestRow {
  const grant = extendedGrantOf(row);
  if (!grant) return row;
  const asked = row.effective_duration_seconds;
  const gained = gainedSeconds(grant, extendedEnd(grant, asked, limit.seconds, row.now));
  if (gained <= 0) throw new AppError("conflict", nothingGained(grant, limit));
  return gained < asked ? { ...row, effective_duration_seconds: gained, capped_by: limit.name } : row;
}

/**
 * Gives what a request was approved for, in the transaction that approved it: a grant of its own, or a later end of the one
 * that it extends. Exactly one of the two, and once: the database holds it.
 */
export async function fulfil(
  tx: Transaction,
  row: RequestRow,
  rules: RoleRules,
): Promise<{ row: RequestRow; events: AuditInput[] }> {
  const { id: requestId, role, environment, now } = row;
  const grant = extendedGrantOf(row);
  if (grant && row.extends) {
    const until = new Date(grant.ends_at.getTime() + row.effective_duration_seconds * 1000);
    const what = { requestId, grantId: grant.id, role, environment, cappedBy: row.capped_by, now };
    const event = await extendGrant(tx, { ...what, from: grant.ends_at, until });
    const moved = { from: row.extends.endsAt, to: until.toISOString(), endsAt: until.toISOString() };
    return { row: { ...row, grant_id: grant.id, extends: { ...row.extends, ...moved } }, events: [event] };
  }
  const opened = await openGrant(tx, {
    requestId,
    serviceId: row.service.id,
    declarationId: row.current_declaration_id,
    principalId: row.requester.id,
    role,
    environment,
    rules,
    justification: row.justification,
    durationSeconds: row.effective_duration_seconds,
    startsAt: row.starts_at,
    now,
  });
  return { row: { ...row, grant_id: opened.id, review: opened.review }, events: opened.events };
}
