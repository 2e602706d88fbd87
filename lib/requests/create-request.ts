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
import { getRequestInTransaction } from "./queries";
import { createRequestSchema } from "./schema";
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
    const ask = await loadAsk(tx.db, ctx, asked);
    const outlook = assessAsk(ask, ctx.runtime.config);
    tx.about.detail.environment = outlook.environment;
    const [refusal] = outlook.refusals;
    if (refusal) throw toError(refusal);

    const id = newId("req");
    tx.about.requestId = id;
    await tx
      .query("request-create", insertRequest, insertValues(id, ask, outlook))
      .catch((error: unknown) => {
        if (isUniqueViolation(error, "access_request_one_pending"))
          throw new AppError(
            "already-asked",
            "You have asked for this already, and it waits for a decision.",
          );
        throw error;
      });
    const events: AuditInput[] = [{ action: "request.created", detail: createdDetail(ask, outlook) }];
    if (outlook.autoApproved && outlook.rules) {
      const grant = await openGrant(tx, {
        requestId: id,
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
    }
    const approvers = outlook.stages.flatMap((stage) => stage.approvers);
    await tx.audit(ask.now, events, [
      { noun: "request", id, audience: [ask.requester.id, ...approvers, ...ask.trait.owners] },
    ]);
    return getRequestInTransaction(tx, ctx, id);
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

function insertValues(id: string, ask: LoadedAsk, outlook: AskOutlook): unknown[] {
  const pendingUntil = new Date(ask.now.getTime() + outlook.pendingForSeconds * 1000);
  return [
    id,
    ask.serviceId,
    ask.declarationId,
    ask.role,
    outlook.environment,
    ask.requester.id,
    outlook.autoApproved ? "approved" : "pending",
    ask.justification,
    ask.ticket,
    ask.durationSeconds,
    outlook.effectiveDurationSeconds,
    outlook.cappedBy,
    ask.startsAt,
    [...new Set(outlook.stages.flatMap((stage) => stage.approvers))],
    ask.now,
    pendingUntil,
    outlook.autoApproved ? ask.now : null,
  ];
}

const insertRequest = `
insert into access_request (id, service_id, declaration_id, role, environment, requester_id, status, justification, ticket, duration_seconds,
  effective_duration_seconds, capped_by, starts_at, approver_refs, created_at, pending_until, closed_at)
values ($1, $2, $3, $4, $5, $6, $7::request_status, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`;
