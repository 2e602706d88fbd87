import { z } from "zod";
import type { CastDecision } from "@/lib/approvals/assess";
import { seatWords, waitingWords } from "@/lib/approvals/words";
import type { TicketsConfig } from "@/lib/config/config";
import type { Context } from "@/lib/context/context";

import type { Principal } from "@/lib/principals/principal";
import { type Claim, claimEnd, liveClaims } from "./claims";
import { extensionViewSchema } from "./extension";
import { extensionOf } from "./extension-view";
import type { RequestFacts } from "./facts";
import { abilitiesOf, requestActions, stepUpOf } from "./policy";
import { requestStatuses } from "./schema";
import { stepUpView, stepUpViewSchema } from "./step-up-view";

const personViewSchema = z.strictObject({ id: z.string(), name: z.string() });

const decisionViewSchema = z
  .strictObject({
    id: z.string(),
    approver: personViewSchema,
    onBehalfOf: personViewSchema.nullable().describe("Whom the approver stood in for"),
    verdict: z.enum(["approve", "deny"]),
    comment: z.string().nullable(),
    durationSeconds: z.int().nullable().describe("What the approver shortened it to"),
    at: z.iso.datetime(),
  })
  .meta({ id: "Decision" });

export type DecisionView = z.output<typeof decisionViewSchema>;

const stageViewSchema = z
  .strictObject({
    name: z.string(),
    required: z.int(),
    approvals: z.int(),
    counts: z
      .enum(["people", "groups"])
      .describe("Whether different people are counted, or different names among the approvers"),
    approvers: z.array(z.string()).describe('References as declared: "group:default/orders-team"'),
    decisions: z.array(decisionViewSchema),
    escalatesTo: z.array(z.string()).describe("Who is asked too when the stage waits too long"),
    escalatesAt: z.iso.datetime().nullable(),
    escalated: z.boolean().describe("Whether they are asked already"),
    open: z.boolean().describe("Whether this stage is the one that waits for decisions"),
  })
  .meta({ id: "Stage" });

const claimViewSchema = z
  .strictObject({
    principal: personViewSchema,
    at: z.iso.datetime(),
    until: z.iso.datetime().describe("When it lapses by itself"),
  })
  .meta({ id: "Claim" });

export type ClaimView = z.output<typeof claimViewSchema>;

export type StageView = z.output<typeof stageViewSchema>;

/** The one shape in which a request reaches a page or the wire. */
export const requestViewSchema = z
  .strictObject({
    id: z.string(),
    status: z.enum(requestStatuses),
    service: z.string().describe("Its ref, namespace/application/component"),
    serviceTitle: z.string(),
    role: z.string(),
    environment: z.string().nullable(),
    requester: personViewSchema
      .extend({ kind: z.enum(["user", "workload"]) })
      .describe("Whose access it will be"),
    askedBy: personViewSchema.nullable().describe("Who asked, where somebody else asked for the requester"),
    durationSeconds: z.int().describe("As asked"),
    effectiveDurationSeconds: z.int().describe("After caps and after an approver shortened it"),
    cappedBy: z.string().nullable().describe("Name of the limit that cut the duration"),
    justification: z.string(),
    ticket: z.string().nullable(),
    ticketUrl: z.url().nullable().describe("Where the ticket is read, as daypass.yaml says"),
    startsAt: z.iso.datetime().nullable(),
    extends: extensionViewSchema
      .nullable()
      .describe("The running grant whose end it asks to move; durations then say how much longer"),
    createdAt: z.iso.datetime(),
    pendingUntil: z.iso.datetime(),
    closedAt: z.iso.datetime().nullable(),
    closeReason: z
      .string()
      .nullable()
      .describe("Why it was cancelled by somebody else than the requester: by Daypass or by an admin"),
    breakGlass: z
      .boolean()
      .describe("Taken in an emergency: granted at once, announced to the owners, and reviewed afterwards"),
    declarationId: z.string(),
    declarationChanged: z
      .boolean()
      .describe("Whether the service's declaration changed since this was asked"),
    risk: z.enum(["low", "medium", "high", "critical"]),
    grants: z.strictObject({
      scopes: z.array(z.string()),
      actions: z.array(z.string()),
      resources: z.array(z.string()),
    }),
    bundleId: z.string().nullable().describe("Of what was asked together with it, in one submit"),
    stages: z.array(stageViewSchema),
    claims: z
      .array(claimViewSchema)
      .describe("Who says that they are looking at it; it keeps nobody from deciding"),
    grantId: z.string().nullable().describe("The grant that it gave or extended"),
    reviewId: z
      .string()
      .nullable()
      .describe("Of the review that the access gets; null: nobody has to review it"),
    abilities: z
      .array(z.enum(requestActions))
      .describe("What the caller may do with it now; approve and shorten only once `stepUp` is done"),
    stepUp: stepUpViewSchema
      .nullable()
      .describe("The sign-in that approve and shorten take first; null: the caller's own does"),
    yourPart: z
      .strictObject({
        askedAs: z.string().nullable().describe("The name under which the caller is asked"),
        because: z.string().nullable().describe("Why the caller is asked, in words"),
        onBehalfOf: personViewSchema.nullable().describe("Whom the caller would stand in for"),
        whyNot: z.string().nullable(),
      })
      .nullable()
      .describe("While pending: why the caller is asked, or why they may not decide"),
    waitsFor: z.string().nullable().describe("While pending: whose yes it waits for, in words"),
  })
  .meta({ id: "Request" });

export type RequestView = z.output<typeof requestViewSchema>;

export function requestView(ctx: Context, facts: RequestFacts): RequestView {
  const { row, assessment } = facts;
  const rules = facts.currentRules ?? facts.pinnedRules;
  const pending = row.status === "pending";
  const nobodyDecided = row.status === "approved" && row.decisions.length === 0;
  const extension = extensionOf(facts);
  return {
    id: row.id,
    status: row.status,
    service: row.service.ref,
    serviceTitle: row.service.title,
    role: row.role,
    environment: row.environment,
    requester: { id: row.requester.id, name: row.requester.name, kind: row.requester.kind },
    askedBy: row.asked_by && { id: row.asked_by.id, name: row.asked_by.name },
    durationSeconds: row.duration_seconds,
    effectiveDurationSeconds: row.effective_duration_seconds,
    cappedBy: row.capped_by ?? extension?.cappedBy ?? null,
    justification: row.justification,
    ticket: row.ticket,
    ticketUrl: ticketUrl(row.ticket, ctx.runtime.config.tickets),
    startsAt: row.starts_at?.toISOString() ?? null,
    extends: extension?.view ?? null,
    createdAt: row.created_at.toISOString(),
    pendingUntil: row.pending_until.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    closeReason: row.close_reason,
    breakGlass: row.break_glass,
    declarationId: row.declaration_id,
    declarationChanged: row.declaration_id !== row.current_declaration_id,
    risk: rules.risk,
    grants: { scopes: rules.scopes, actions: rules.actions, resources: rules.resources },
    bundleId: row.bundle_id,
    stages: (nobodyDecided ? [] : assessment.stages).map((stage, index) => ({
      name: stage.name,
      required: stage.required,
      approvals: stage.approvals,
      counts: stage.counts,
      approvers: stage.approvers,
      escalatesTo: stage.escalatesTo,
      escalatesAt: pending ? (stage.escalatesAt?.toISOString() ?? null) : null,
      escalated: pending && stage.isEscalated,
      decisions: stage.decisions.map(decisionView),
      open: pending && index === assessment.openStage,
    })),
    claims: liveClaims(facts).map(claimView),
    grantId: row.grant_id,
    reviewId: row.review?.id ?? null,
    abilities: abilitiesOf(ctx, facts),
    stepUp: stepUpView(stepUpOf(ctx, facts)),
    yourPart: pending && ctx.actor.kind !== "system" ? yourPart(facts, ctx.actor.principal) : null,
    waitsFor: pending ? waitingWords(assessment) : null,
  };
}

const ticketUrl = (ticket: string | null, tickets: TicketsConfig | null) =>
  (ticket && tickets?.url?.replaceAll("{ticket}", () => encodeURIComponent(ticket))) || null;

function yourPart({ assessment }: RequestFacts, principal: Principal): RequestView["yourPart"] {
  const seat = assessment.seatFor(principal);
  const stage = assessment.openStage === null ? undefined : assessment.stages[assessment.openStage];
  if (!seat || !stage)
    return {
      askedAs: null,
      because: null,
      onBehalfOf: null,
      whyNot: assessment.whyNot(principal)?.reason ?? null,
    };
  const { ref, onBehalfOf } = seat;
  return {
    askedAs: ref,
    because: seatWords(seat, stage),
    onBehalfOf: onBehalfOf && { id: onBehalfOf.id, name: onBehalfOf.name },
    whyNot: null,
  };
}

const claimView = (claim: Claim): ClaimView => ({
  principal: { id: claim.principal.id, name: claim.principal.name },
  at: new Date(claim.at).toISOString(),
  until: claimEnd(claim).toISOString(),
});

const decisionView = (decision: CastDecision): DecisionView => ({
  id: decision.id,
  approver: { id: decision.approver.id, name: decision.approver.name },
  onBehalfOf: decision.onBehalfOf && { id: decision.onBehalfOf.id, name: decision.onBehalfOf.name },
  verdict: decision.verdict,
  comment: decision.comment,
  durationSeconds: decision.durationSeconds,
  at: new Date(decision.createdAt).toISOString(),
});
