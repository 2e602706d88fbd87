import type { AuditInput } from "@/lib/audit/event";
import type { Context } from "@/lib/context/context";
import { newId } from "@/lib/db/ids";
import { transact } from "@/lib/db/transact";
import type { Transaction } from "@/lib/db/transaction";
import { strictestReview } from "@/lib/declarations/post-review";
import type { RoleRules } from "@/lib/declarations/rules";
import { AppError } from "@/lib/errors/app-error";
import { conflictingRole } from "@/lib/grants/separation";
import { parseInput } from "@/lib/input/parse-input";
import { scheduleOf } from "@/lib/on-call/held";
import type { Principal } from "@/lib/principals/principal";
import { standingOf } from "@/lib/principals/standing";
import { loadFacts, type RequestFacts } from "@/lib/requests/facts";
import { cutToLimit, fulfil } from "@/lib/requests/fulfil";
import { authorize } from "@/lib/requests/policy";
import { lockRequest, viewWritten } from "@/lib/requests/queries";
import { partiesOf, type RequestRow } from "@/lib/requests/row";
import type { RequestView } from "@/lib/requests/view";
import type { Assessment, CastDecision } from "./assess";
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
    authorize(verdict, ctx, facts);
    if (ctx.actor.kind === "system") throw new AppError("forbidden", "Only a person decides.");
    const decided = { verdict, comment: comment || null, durationSeconds: durationSeconds ?? null };
    checkShortening(decided, facts, ctx);

    const decision = newDecision(ctx.actor.principal, facts, decided);
    const voted = { ...facts.row, decisions: [...facts.row.decisions, decision] };
    const { row, rules } = verdict === "deny" ? denied(voted) : await approved(tx, ctx, voted, decided);
    await writeDecision(tx, row, decision);
    let given: { row: RequestRow; events: AuditInput[] } | null = null;
    const events: AuditInput[] = [decisionEvent(facts, decision)];
    if (row.status === "denied")
      events.push({ action: "request.denied", detail: { comment: decided.comment } });
    if (rules) {
      const by = { by: decision.approver.name, durationSeconds: row.effective_duration_seconds };
      given = await fulfil(tx, row, rules);
      events.push(
        { action: "request.approved", detail: { ...by, askedSeconds: row.duration_seconds } },
        ...given.events,
      );
    }
    const answer = given?.row ?? row;
    const reviewers = answer.review?.reviewerRefs ?? [];
    const audience = [...partiesOf(row), ...row.approver_refs, ...reviewers, ...facts.current.owners];
    await tx.audit(row.now, events, [{ noun: "request", id, audience }]);
    return viewWritten(tx, ctx, answer);
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

const newDecision = (
  approver: Principal,
  { row, assessment }: RequestFacts,
  decided: Decided,
): CastDecision => ({
  id: newId("dec"),
  stage: assessment.openStage ?? 0,
  ...decided,
  createdAt: row.now.toISOString(),
  approver,
  onBehalfOf: assessment.seatFor(approver)?.onBehalfOf ?? null,
});

function decisionEvent({ row, assessment }: RequestFacts, decision: CastDecision): AuditInput {
  const { verdict, comment, durationSeconds } = decision;
  const stage = assessment.stages[decision.stage]?.name ?? null;
  const { role, environment } = row;
  const onBehalfOf = decision.onBehalfOf?.name ?? null;
  return {
    action: "decision.made",
    detail: { verdict, comment, durationSeconds, stage, role, environment, onBehalfOf },
  };
}

/** The request as a decision leaves it, and the rules of the grant that it gets now, if it does. */
interface Outcome {
  row: RequestRow;
  rules: RoleRules | null;
}

const denied = (row: RequestRow): Outcome => ({
  row: { ...row, status: "denied", closed_at: row.now },
  rules: null,
});

/** Keeps the request open for the next seat, or approves it. */
async function approved(tx: Transaction, ctx: Context, row: RequestRow, decided: Decided): Promise<Outcome> {
  const [facts] = await loadFacts(tx.db, [row], ctx.runtime.config);
  const rules = facts?.currentRules;
  if (!facts || !rules)
    throw new AppError(
      "conflict",
      "The declaration no longer offers this role here, so it cannot be granted.",
    );
  const effective_duration_seconds = Math.min(
    row.effective_duration_seconds,
    rules.maxDurationSeconds,
    decided.durationSeconds ?? Number.POSITIVE_INFINITY,
  );
  if (facts.assessment.openStage !== null) {
    return { row: { ...row, effective_duration_seconds, ...clocksOf(row, facts.assessment) }, rules: null };
  }
  await checkRequester(tx, ctx, facts);
  const postReview = strictestReview(rules.postReview, facts.pinnedRules.postReview);
  const limit = { seconds: rules.maxDurationSeconds, name: rules.cappedBy };
  const granted = cutToLimit({ ...row, effective_duration_seconds }, limit);
  return {
    row: { ...granted, status: "approved", closed_at: row.now },
    rules: { ...rules, breakGlass: false, postReview },
  };
}

/** Until when the request waits in the stage that is open now, and when that is opened to others. */
function clocksOf(
  { pending_until, now }: RequestRow,
  { stages, openStage }: Assessment,
): Pick<RequestRow, "pending_until" | "escalates_at"> {
  const stage = openStage === null ? undefined : stages[openStage];
  const { lapsesAt = null, escalatesAt = null } = stage ?? {};
  return {
    pending_until: lapsesAt && lapsesAt < pending_until ? lapsesAt : pending_until,
    escalates_at: escalatesAt && escalatesAt > now && escalatesAt < pending_until ? escalatesAt : null,
  };
}

/** The decision, and what it makes of the request, in one statement. */
async function writeDecision(tx: Transaction, row: RequestRow, decision: CastDecision): Promise<void> {
  await tx.query("decision-write", writeSql, [
    decision.id,
    row.id,
    decision.stage,
    decision.approver.id,
    decision.verdict,
    decision.comment,
    decision.durationSeconds,
    row.now,
    row.status,
    row.closed_at,
    row.effective_duration_seconds,
    row.pending_until,
    decision.onBehalfOf?.id ?? null,
    row.escalates_at,
    row.capped_by,
    (decision.onBehalfOf ?? decision.approver).groups.filter((ref) => scheduleOf(ref) !== null),
  ]);
}

const writeSql = `
with decided as (
  insert into decision (id, request_id, stage, approver_id, verdict, comment, duration_seconds, created_at, on_behalf_of_id, on_call)
  values ($1, $2, $3, $4, $5::verdict, $6, $7, $8, $13, $16))
update access_request set status = $9::request_status, closed_at = $10, effective_duration_seconds = $11, pending_until = $12,
  escalates_at = case when $9 = 'pending' then $14::timestamptz end, capped_by = $15
where id = $2`;

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
  const holder = { principalId: row.requester.id, serviceId: row.service.id, now: row.now };
  const against = await conflictingRole(tx, holder, currentRules.conflictsWith);
  if (against)
    throw new AppError(
      "conflicting-role",
      `${name} holds ${against}, which may not be held together with ${row.role}.`,
    );
}
