import type { AuditInput } from "@/lib/audit/event";
import type { Context } from "@/lib/context/context";
import { newId } from "@/lib/db/ids";
import { transact } from "@/lib/db/transact";
import type { Transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { openGrant } from "@/lib/grants/open-grant";
import { parseInput } from "@/lib/input/parse-input";
import type { Principal } from "@/lib/principals/principal";
import { standingOf } from "@/lib/principals/standing";
import { loadFacts, type RequestFacts } from "@/lib/requests/facts";
import { objectionTo } from "@/lib/requests/policy";
import { getRequestInTransaction, lockRequest } from "@/lib/requests/queries";
import type { RequestView } from "@/lib/requests/view";
import { decideRequestSchema } from "./schema";

interface Decided {
  verdict: "approve" | "deny";
  comment: string | null;
  durationSeconds: number | null;
}

/**
 * One approver's yes or no. The last yes that a request needs approves it and opens its grant in the same transaction;
 * one no denies it. `conflict` when it moved on meanwhile; an approver may shorten, never widen.
 */
export async function decideRequest(ctx: Context, id: string, input: unknown): Promise<RequestView> {
  const { verdict, comment, durationSeconds } = parseInput(decideRequestSchema, input);
  return transact(ctx, "decision.made", async (tx) => {
    const facts = await lockRequest(tx, ctx, id);
    const objection = objectionTo(verdict, ctx, facts);
    if (objection) throw new AppError(objection.code, objection.reason);
    if (ctx.actor.kind === "system") throw new AppError("forbidden", "Only a person decides.");
    const decided = { verdict, comment: comment || null, durationSeconds: durationSeconds ?? null };
    checkShortening(decided, facts, ctx);

    const events = [await castDecision(tx, ctx.actor.principal, facts, decided)];
    if (verdict === "deny") {
      await tx.query(
        "request-deny",
        "update access_request set status = 'denied', closed_at = $2 where id = $1",
        [id, facts.row.now],
      );
      events.push({ action: "request.denied", detail: { comment: decided.comment } });
    } else {
      events.push(...(await afterApproval(tx, ctx, facts, decided, ctx.actor.principal)));
    }
    await tx.audit(facts.row.now, events, [
      {
        noun: "request",
        id,
        audience: [facts.row.requester.id, ...facts.row.approver_refs, ...facts.current.owners],
      },
    ]);
    return getRequestInTransaction(tx, ctx, id);
  });
}

function checkShortening(decided: Decided, { row }: RequestFacts, ctx: Context): void {
  const { durationSeconds } = decided;
  if (durationSeconds === null) return;
  const problem =
    decided.verdict === "deny"
      ? "goes with approve only"
      : durationSeconds > row.effective_duration_seconds
        ? `an approver may shorten, never widen: at most ${row.effective_duration_seconds} seconds`
        : durationSeconds < ctx.runtime.config.limits.minDurationSeconds
          ? `at least ${ctx.runtime.config.limits.minDurationSeconds} seconds`
          : null;
  if (problem)
    throw new AppError("invalid-input", `durationSeconds: ${problem}`, {
      errors: [{ path: "durationSeconds", message: problem }],
    });
}

async function castDecision(
  tx: Transaction,
  approver: Principal,
  facts: RequestFacts,
  decided: Decided,
): Promise<AuditInput> {
  const stage = facts.assessment.openStage ?? 0;
  const decisionId = newId("dec");
  await tx.query(
    "decision-cast",
    `insert into decision (id, request_id, stage, approver_id, verdict, comment, duration_seconds, created_at)
     values ($1, $2, $3, $4, $5::verdict, $6, $7, $8)`,
    [
      decisionId,
      facts.row.id,
      stage,
      approver.id,
      decided.verdict,
      decided.comment,
      decided.durationSeconds,
      facts.row.now,
    ],
  );
  facts.row.decisions.push({
    id: decisionId,
    stage,
    ...decided,
    createdAt: facts.row.now.toISOString(),
    approver,
  });
  const name = facts.assessment.stages[stage]?.name ?? null;
  return {
    action: "decision.made",
    detail: { ...decided, stage: name, role: facts.row.role, environment: facts.row.environment },
  };
}

/** Keeps the request open for the next seat, or approves it. */
async function afterApproval(
  tx: Transaction,
  ctx: Context,
  before: RequestFacts,
  decided: Decided,
  approver: Principal,
): Promise<AuditInput[]> {
  const [facts] = await loadFacts(tx.db, [before.row], ctx.runtime.config);
  const rules = facts?.currentRules;
  if (!facts || !rules)
    throw new AppError(
      "conflict",
      "The declaration no longer offers this role here, so it cannot be granted.",
    );
  const { row } = facts;
  const durationSeconds = Math.min(
    row.effective_duration_seconds,
    rules.maxDurationSeconds,
    decided.durationSeconds ?? Number.POSITIVE_INFINITY,
  );
  if (facts.assessment.openStage !== null) {
    await keepOpen(tx, facts, durationSeconds);
    return [];
  }
  await checkRequester(tx, ctx, facts);
  await tx.query(
    "request-approve",
    "update access_request set status = 'approved', closed_at = $2, effective_duration_seconds = $3 where id = $1",
    [row.id, row.now, durationSeconds],
  );
  const grant = await openGrant(tx, {
    requestId: row.id,
    serviceId: row.service.id,
    declarationId: row.current_declaration_id,
    principalId: row.requester.id,
    role: row.role,
    environment: row.environment,
    rules,
    durationSeconds,
    startsAt: row.starts_at,
    now: row.now,
  });
  return [
    {
      action: "request.approved",
      detail: { by: approver.name, durationSeconds, askedSeconds: row.duration_seconds },
    },
    grant.event,
  ];
}

async function keepOpen(
  tx: Transaction,
  { row, assessment }: RequestFacts,
  durationSeconds: number,
): Promise<void> {
  const timeoutSeconds = assessment.stages[assessment.openStage ?? 0]?.timeoutSeconds ?? null;
  const until =
    timeoutSeconds === null
      ? row.pending_until
      : new Date(Math.min(row.pending_until.getTime(), row.now.getTime() + timeoutSeconds * 1000));
  await tx.query(
    "request-keep-open",
    "update access_request set effective_duration_seconds = $2, pending_until = $3 where id = $1",
    [row.id, durationSeconds, until],
  );
}

/** Eligibility and separation of duties count at approval again, not only when it was asked (rule 5). */
async function checkRequester(tx: Transaction, ctx: Context, facts: RequestFacts): Promise<void> {
  const { row, current, currentRules } = facts;
  const name = row.requester.name;
  if (row.requester.deactivatedAt) throw new AppError("not-eligible", `${name} was deactivated meanwhile.`);
  if (
    !currentRules ||
    !standingOf(row.requester, current, ctx.runtime.config).mayAskFor(row.role, currentRules.eligible)
  ) {
    throw new AppError(
      "not-eligible",
      `${name} may no longer hold ${row.role}: the declaration is for ${currentRules?.eligible.join(", ") ?? "nobody"}.`,
    );
  }
  if (currentRules.conflictsWith.length === 0) return;
  // Two approvals for one person may run at once: whoever comes second must see the first one's grant.
  await tx.query("principal-lock", "select 1 from principal where id = $1 for no key update", [
    row.requester.id,
  ]);
  const held = await tx.query<{ role: string }>(
    "roles-held",
    `select role from access_grant where principal_id = $1 and service_id = $2 and status in ('scheduled', 'active') and ends_at > $3`,
    [row.requester.id, row.service.id, row.now],
  );
  const against = held.find((other) => currentRules.conflictsWith.includes(other.role));
  if (against)
    throw new AppError(
      "conflicting-role",
      `${name} holds ${against.role}, which may not be held together with ${row.role}.`,
    );
}
