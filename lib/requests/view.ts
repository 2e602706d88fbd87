import type { CastDecision } from "@/lib/approvals/assess";
import type { Context } from "@/lib/context/context";
import type { RequestFacts } from "./facts";
import { abilitiesOf, type RequestAction } from "./policy";
import type { RequestRow } from "./row";

export interface PersonView {
  id: string;
  name: string;
}

export interface DecisionView {
  id: string;
  approver: PersonView;
  verdict: "approve" | "deny";
  comment: string | null;
  durationSeconds: number | null;
  at: string;
}

export interface StageView {
  name: string;
  required: number;
  approvals: number;
  /** References as declared: "group:default/orders-team". */
  approvers: string[];
  decisions: DecisionView[];
  open: boolean;
}

/** The one shape in which a request reaches a page or the wire. */
export interface RequestView {
  id: string;
  status: RequestRow["status"];
  service: { id: string; ref: string; title: string };
  role: string;
  environment: string | null;
  requester: PersonView & { kind: "user" | "workload" };
  durationSeconds: number;
  effectiveDurationSeconds: number;
  cappedBy: string | null;
  justification: string;
  ticket: string | null;
  startsAt: string | null;
  createdAt: string;
  pendingUntil: string;
  closedAt: string | null;
  declarationId: string;
  /** Whether the service's declaration changed since this was asked. */
  declarationChanged: boolean;
  risk: "low" | "medium" | "high" | "critical";
  grants: { scopes: string[]; actions: string[]; resources: string[] };
  stages: StageView[];
  grantId: string | null;
  abilities: RequestAction[];
  /** For a pending request: why the viewer is asked, or why they may not decide. */
  yourPart: { askedAs: string | null; whyNot: string | null } | null;
}

export function requestView(ctx: Context, facts: RequestFacts): RequestView {
  const { row, assessment } = facts;
  const rules = facts.currentRules ?? facts.pinnedRules;
  const pending = row.status === "pending";
  return {
    id: row.id,
    status: row.status,
    service: { id: row.service.id, ref: row.service.ref, title: row.service.title },
    role: row.role,
    environment: row.environment,
    requester: { id: row.requester.id, name: row.requester.name, kind: row.requester.kind },
    durationSeconds: row.duration_seconds,
    effectiveDurationSeconds: row.effective_duration_seconds,
    cappedBy: row.capped_by,
    justification: row.justification,
    ticket: row.ticket,
    startsAt: row.starts_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    pendingUntil: row.pending_until.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    declarationId: row.declaration_id,
    declarationChanged: row.declaration_id !== row.current_declaration_id,
    risk: rules.risk,
    grants: { scopes: rules.scopes, actions: rules.actions, resources: rules.resources },
    stages: assessment.stages.map((stage, index) => ({
      name: stage.name,
      required: stage.required,
      approvals: stage.approvals,
      approvers: stage.approvers,
      decisions: stage.decisions.map(decisionView),
      open: pending && index === assessment.openStage,
    })),
    grantId: row.grant_id,
    abilities: abilitiesOf(ctx, facts),
    yourPart: pending && ctx.actor.kind !== "system" ? yourPart(facts, ctx.actor.principal) : null,
  };
}

function yourPart(
  { assessment }: RequestFacts,
  principal: Parameters<typeof assessment.whyNot>[0],
): RequestView["yourPart"] {
  const objection = assessment.whyNot(principal);
  return objection
    ? { askedAs: null, whyNot: objection.reason }
    : { askedAs: assessment.askedAs(principal), whyNot: null };
}

const decisionView = (decision: CastDecision): DecisionView => ({
  id: decision.id,
  approver: { id: decision.approver.id, name: decision.approver.name },
  verdict: decision.verdict,
  comment: decision.comment,
  durationSeconds: decision.durationSeconds,
  at: new Date(decision.createdAt).toISOString(),
});
