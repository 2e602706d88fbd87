import type { AuditInput } from "@/lib/audit/event";
import { newId } from "@/lib/db/ids";
import type { Transaction } from "@/lib/db/transaction";
import { isUniqueViolation } from "@/lib/db/violation";
import type { RoleRules } from "@/lib/declarations/rules";
import { AppError } from "@/lib/errors/app-error";
import { conflictingRole } from "@/lib/grants/separation";
import { conflict } from "./ask-conflicts";
import { toError } from "./ask-error";
import type { AskOutlook } from "./assess-ask";
import { cutToLimit, fulfil } from "./fulfil";
import type { LoadedAsk } from "./load-ask";
import type { RequestRow } from "./row";

/** Writes a request that nothing stands in the way of, and what it gives at once where the declaration says yes by itself. */
export async function placeRequest(
  tx: Transaction,
  ask: LoadedAsk,
  outlook: AskOutlook,
  bundleId: string | null = null,
): Promise<{ row: RequestRow; events: AuditInput[] }> {
  const row = newRequest({ id: newId("req"), bundleId }, ask, outlook);
  tx.about.requestId = row.id;
  await tx.query("request-create", insertRequest, insertValues(row, outlook)).catch((error: unknown) => {
    if (isUniqueViolation(error, "access_request_one_pending"))
      throw new AppError("already-asked", "You have asked for this already, and it waits for a decision.");
    throw error;
  });
  const events: AuditInput[] = [{ action: "request.created", detail: createdDetail(ask, outlook) }];
  if (!outlook.autoApproved || !outlook.rules) return { row, events };
  await checkDuties(tx, ask, outlook.rules);
  const given = await fulfil(tx, row, { ...outlook.rules, postReview: outlook.review });
  const approved = {
    by: approverOf(outlook.rules, outlook),
    durationSeconds: row.effective_duration_seconds,
  };
  return {
    row: given.row,
    events: [...events, { action: "request.approved", detail: approved }, ...given.events],
  };
}

const approverOf = ({ breakGlass, approval }: RoleRules, { onCallFor }: AskOutlook) =>
  breakGlass
    ? "break-glass"
    : `approval policy ${approval.name}${onCallFor === null ? "" : `, for whoever is on call for ${onCallFor}`}`;

/** What is granted at once is not looked at again: another grant may have come between, as at an approval. */
async function checkDuties(tx: Transaction, ask: LoadedAsk, { conflictsWith }: RoleRules): Promise<void> {
  const holder = { principalId: ask.requester.id, serviceId: ask.serviceId, now: ask.now };
  const role = await conflictingRole(tx, holder, conflictsWith);
  if (role) throw toError(conflict(ask.role, { role, kind: "grant" }));
}

const createdDetail = (ask: LoadedAsk, outlook: AskOutlook) => ({
  role: ask.role,
  environment: outlook.environment,
  durationSeconds: ask.durationSeconds,
  effectiveDurationSeconds: outlook.effectiveDurationSeconds,
  cappedBy: outlook.cappedBy,
  justification: ask.justification,
  ticket: ask.ticket,
  startsAt: ask.startsAt?.toISOString() ?? null,
  breakGlass: outlook.breakGlass,
  declarationId: ask.declarationId,
  ...(ask.askedBy ? { requester: ask.requester.name, askedBy: ask.askedBy.name } : {}),
  ...(ask.extends ? { extends: ask.extends.id } : {}),
});

interface Ids {
  id: string;
  bundleId: string | null;
}

function newRequest(ids: Ids, ask: LoadedAsk, outlook: AskOutlook): RequestRow {
  const row = rowOf(ids, ask, outlook);
  return outlook.autoApproved
    ? cutToLimit(row, { seconds: outlook.limitSeconds, name: outlook.limitName })
    : row;
}

const rowOf = ({ id, bundleId }: Ids, ask: LoadedAsk, outlook: AskOutlook): RequestRow => ({
  id,
  bundle_id: bundleId,
  role: ask.role,
  environment: outlook.environment,
  status: outlook.autoApproved ? "approved" : "pending",
  justification: ask.justification,
  ticket: ask.ticket,
  duration_seconds: ask.durationSeconds,
  effective_duration_seconds: outlook.effectiveDurationSeconds,
  // What an extension is cut by in the end shows at the yes: its limit counts from there.
  capped_by: outlook.effectiveDurationSeconds < ask.durationSeconds ? outlook.limitName : null,
  starts_at: ask.startsAt,
  approver_refs: [...new Set(outlook.stages.flatMap((stage) => stage.approvers))],
  created_at: ask.now,
  pending_until: new Date(ask.now.getTime() + outlook.pendingForSeconds * 1000),
  escalates_at:
    outlook.escalatesAfterSeconds === null
      ? null
      : new Date(ask.now.getTime() + outlook.escalatesAfterSeconds * 1000),
  closed_at: outlook.autoApproved ? ask.now : null,
  close_reason: null,
  break_glass: outlook.breakGlass,
  declaration_id: ask.declarationId,
  current_declaration_id: ask.declarationId,
  service: { ...ask.service, id: ask.serviceId },
  requester: ask.requester,
  asked_by: ask.askedBy,
  decisions: [],
  claims: [],
  grant_id: null,
  review: null,
  extends: ask.extends && {
    grantId: ask.extends.id,
    status: ask.extends.status,
    startsAt: ask.extends.starts_at.toISOString(),
    endsAt: ask.extends.ends_at.toISOString(),
    from: null,
    to: null,
  },
  now: ask.now,
});

const insertValues = (row: RequestRow, outlook: AskOutlook): unknown[] => [
  row.id,
  row.service.id,
  row.declaration_id,
  row.role,
  row.environment,
  row.requester.id,
  row.status,
  row.justification,
  row.ticket,
  row.duration_seconds,
  row.effective_duration_seconds,
  row.capped_by,
  row.starts_at,
  row.approver_refs,
  row.created_at,
  row.pending_until,
  row.closed_at,
  row.extends?.grantId ?? null,
  row.escalates_at,
  row.break_glass,
  outlook.rules?.risk ?? "medium",
  row.asked_by?.id ?? null,
  row.bundle_id,
];

const insertRequest = `
insert into access_request (id, service_id, declaration_id, role, environment, requester_id, status, justification, ticket, duration_seconds,
  effective_duration_seconds, capped_by, starts_at, approver_refs, created_at, pending_until, closed_at, extends_grant_id,
  escalates_at, break_glass, risk, asked_by_id, bundle_id)
values ($1, $2, $3, $4, $5, $6, $7::request_status, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)`;
