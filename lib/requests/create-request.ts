import type { AuditInput } from "@/lib/audit/event";
import type { Context } from "@/lib/context/context";
import { newId } from "@/lib/db/ids";
import { transact } from "@/lib/db/transact";
import { isUniqueViolation } from "@/lib/db/violation";
import { AppError } from "@/lib/errors/app-error";
import { openGrant } from "@/lib/grants/open-grant";
import { parseInput } from "@/lib/input/parse-input";
import type { Refusal } from "./ask";
import { type AskOutlook, assessAsk } from "./assess-ask";
import { type LoadedAsk, loadAsk } from "./load-ask";
import { viewWritten } from "./queries";
import type { RequestRow } from "./row";
import { createRequestSchema } from "./schema";
import { signInDetail } from "./sign-in";
import type { RequestView } from "./view";

/**
 * Asks for a role. Gives the new request, already approved where the declaration says yes by itself.
 * Refuses with the first thing that stands in the way; asking twice for the same is `already-asked` with the id of the first.
 */
export async function createRequest(ctx: Context, input: unknown): Promise<RequestView> {
  const asked = parseInput(createRequestSchema, input);
  return transact(ctx, "request.created", async (tx) => {
    tx.about.service = asked.service;
    tx.about.detail = { role: asked.role, environment: asked.environment ?? null };
    if (ctx.actor.kind !== "system") tx.about.subject = ctx.actor.principal.id;
    const ask = await loadAsk(tx.db, ctx, asked, { hold: true });
    const outlook = assessAsk(ask, ctx.runtime.config);
    Object.assign(
      tx.about.detail,
      { environment: outlook.environment },
      signInDetail(ctx, outlook.rules?.authContext ?? null),
    );
    const [refusal] = outlook.refusals;
    if (refusal) throw toError(refusal);

    const row = newRequest(newId("req"), ask, outlook);
    tx.about.requestId = row.id;
    await tx.query("request-create", insertRequest, insertValues(row)).catch((error: unknown) => {
      if (isUniqueViolation(error, "access_request_one_pending"))
        throw new AppError("already-asked", "You have asked for this already, and it waits for a decision.");
      throw error;
    });
    const events: AuditInput[] = [{ action: "request.created", detail: createdDetail(ask, outlook) }];
    if (outlook.autoApproved && outlook.rules) {
      const grant = await openGrant(tx, {
        requestId: row.id,
        serviceId: ask.serviceId,
        declarationId: ask.declarationId,
        principalId: ask.requester.id,
        role: ask.role,
        environment: outlook.environment,
        rules: outlook.rules,
        durationSeconds: outlook.effectiveDurationSeconds,
        startsAt: ask.startsAt,
        now: ask.now,
      });
      events.push(
        {
          action: "request.approved",
          detail: {
            by: `approval policy ${outlook.rules.approval.name}`,
            durationSeconds: outlook.effectiveDurationSeconds,
          },
        },
        grant.event,
      );
      row.grant_id = grant.id;
    }
    const approvers = outlook.stages.flatMap((stage) => stage.approvers);
    await tx.audit(ask.now, events, [
      { noun: "request", id: row.id, audience: [ask.requester.id, ...approvers, ...ask.trait.owners] },
    ]);
    return viewWritten(tx, ctx, row);
  });
}

export function toError(refusal: Refusal): AppError {
  const errors = refusal.path ? { errors: [{ path: refusal.path, message: refusal.detail }] } : {};
  return new AppError(refusal.code, refusal.detail, { ...refusal.extra, ...errors });
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
  declarationId: ask.declarationId,
});

const newRequest = (id: string, ask: LoadedAsk, outlook: AskOutlook): RequestRow => ({
  id,
  role: ask.role,
  environment: outlook.environment,
  status: outlook.autoApproved ? "approved" : "pending",
  justification: ask.justification,
  ticket: ask.ticket,
  duration_seconds: ask.durationSeconds,
  effective_duration_seconds: outlook.effectiveDurationSeconds,
  capped_by: outlook.cappedBy,
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
  declaration_id: ask.declarationId,
  current_declaration_id: ask.declarationId,
  service: { ...ask.service, id: ask.serviceId },
  requester: ask.requester,
  decisions: [],
  grant_id: null,
  now: ask.now,
});

const insertValues = (row: RequestRow): unknown[] => [
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
  row.escalates_at,
  row.closed_at,
];

const insertRequest = `
insert into access_request (id, service_id, declaration_id, role, environment, requester_id, status, justification, ticket, duration_seconds,
  effective_duration_seconds, capped_by, starts_at, approver_refs, created_at, pending_until, escalates_at, closed_at)
values ($1, $2, $3, $4, $5, $6, $7::request_status, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`;
