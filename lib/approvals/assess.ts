import type { Config } from "@/lib/config/config";
import type { ApprovalStage } from "@/lib/declarations/approval-rules";
import type { Identity, Principal } from "@/lib/principals/principal";
import { standingOf } from "@/lib/principals/standing";
import { countSeats } from "./count-seats";
import { type DecisionObjection, objections } from "./objections";
import { type BothApprovals, strictestStages } from "./strictest-stages";

/** One approver's yes or no, with the approver as they are known now. */
export interface CastDecision {
  id: string;
  stage: number;
  verdict: "approve" | "deny";
  comment: string | null;
  durationSeconds: number | null;
  createdAt: string;
  approver: Principal;
  /** Whom the approver stood in for: theirs was the authority. */
  onBehalfOf: Identity | null;
}

export interface StageState extends ApprovalStage {
  decisions: CastDecision[];
  /** Seats that are filled by somebody who may still decide. */
  approvals: number;
  /** Null while an earlier stage waits. */
  openedAt: Date | null;
  /** When `escalatesTo` is asked too; null: never, or the stage is not open yet. */
  escalatesAt: Date | null;
  isEscalated: boolean;
  /** Who may decide it now: `approvers`, and once it is escalated those of `escalatesTo` too. */
  asked: string[];
  /** When the request closes unless the stage is decided; null: with the request's own time. */
  lapsesAt: Date | null;
}

export interface Facts extends BothApprovals {
  role: string;
  requester: Identity;
  /** Who asked, where somebody else asked for the requester. */
  askedBy: Identity | null;
  decisions: CastDecision[];
  createdAt: Date;
  now: Date;
}

/** A seat that somebody could fill now. */
export interface Seat {
  /** The name under which they are asked, as declared. */
  ref: string;
  /** Whom they stand in for; null: they are asked themselves. */
  onBehalfOf: Identity | null;
  /** Whether they are asked only because the stage waited too long. */
  isEscalated: boolean;
}

export interface Assessment {
  stages: StageState[];
  /** Index of the stage that waits for a decision; null when every stage has its approvals. */
  openStage: number | null;
  /** Why this principal may not decide now, or null when they may. */
  whyNot(principal: Principal): DecisionObjection | null;
  /** The seat that this principal would fill, or null when they may not decide. */
  seatFor(principal: Principal): Seat | null;
}

/**
 * The state of an approval: what the pinned declaration asks for, made stricter by the current one (rule 4), against the
 * decisions cast and the time that went by. Pure: the same answer serves the dry run, the page, the API, the escalation, the
 * preview of a declaration and the verb.
 */
export function assessApproval(facts: Facts, config: Pick<Config, "issuers">): Assessment {
  const decidesAs = (principal: Identity, refs: readonly string[]) => {
    if (principal.deactivatedAt !== null) return [];
    const now = standingOf(principal, facts.current, config).decidesAs(facts.role, refs);
    const then = standingOf(principal, facts.pinned, config).decidesAs(facts.role, refs);
    return then.filter((ref) => now.includes(ref));
  };
  const stages = stageStates(facts, decidesAs);
  const open = stages.findIndex((stage) => stage.approvals < stage.required);
  const openStage = open === -1 ? null : open;

  const judge = (principal: Principal): Seat | DecisionObjection => {
    const stage = openStage === null ? undefined : stages[openStage];
    if (!stage) return objections.filled();
    if (principal.kind === "workload") return objections.workload();
    const own = ownPart(principal, facts);
    if (own) return own;
    const taken = facts.decisions.find((decision) => fills(decision, principal));
    if (taken) return objections.seatTaken(stages[taken.stage], taken, principal);
    const seat = findSeat(principal, stage, facts, decidesAs);
    if (seat) return seat;
    const later = stages
      .slice((openStage ?? 0) + 1)
      .find((next) => decidesAs(principal, next.approvers).length > 0);
    return later ? objections.notYet(stage, later) : objections.notNamed(stage);
  };
  return {
    stages,
    openStage,
    whyNot(principal) {
      const judged = judge(principal);
      return "code" in judged ? judged : null;
    },
    seatFor(principal) {
      const judged = judge(principal);
      return "code" in judged ? null : judged;
    },
  };
}

/** Under which of these names somebody may decide, under both versions (rule 4). */
type DecidesAs = (principal: Identity, refs: readonly string[]) => string[];

/** Nobody decides about access that they get or asked for, in their own name or another's (rule 6). */
function ownPart(principal: Principal, facts: Facts): DecisionObjection | null {
  const selfAllowed =
    facts.pinnedApproval.allowSelfApproval && (facts.currentApproval?.allowSelfApproval ?? false);
  if (selfAllowed) return null;
  if (principal.id === facts.requester.id) return objections.ownRequest();
  return principal.id === facts.askedBy?.id ? objections.askedForIt(facts.requester) : null;
}

const fills = (decision: CastDecision, principal: Identity) =>
  decision.approver.id === principal.id || decision.onBehalfOf?.id === principal.id;

/** The own seat, else that of somebody whom this principal stands in for. */
function findSeat(
  principal: Principal,
  stage: StageState,
  facts: Facts,
  decidesAs: DecidesAs,
): Seat | DecisionObjection | null {
  const concerned = [facts.requester.id, facts.askedBy?.id];
  if (principal.deactivatedAt !== null) return null;
  const represented = principal.standsInFor.filter(
    (absent) =>
      !concerned.includes(absent.id) && !facts.decisions.some((decision) => fills(decision, absent)),
  );
  let crowdedOut: DecisionObjection | null = null;
  for (const authority of [principal, ...represented]) {
    const refs = decidesAs(authority, stage.asked);
    const [ref] = refs;
    if (ref === undefined) continue;
    const yes = { authorityId: authority.id, entries: refs };
    const given = yesesOf(stage, decidesAs);
    if (countSeats([...given, yes], stage.counts) === countSeats(given, stage.counts)) {
      crowdedOut ??= objections.groupCounted(stage, refs);
      continue;
    }
    return {
      ref,
      onBehalfOf: authority === principal ? null : authority,
      isEscalated: !stage.approvers.includes(ref),
    };
  }
  return crowdedOut;
}

const askedWhen = (stage: ApprovalStage, isEscalated: boolean) =>
  isEscalated ? [...stage.approvers, ...stage.escalatesTo] : stage.approvers;

/** What of a stage its seats are counted by. */
type CountedStage = ApprovalStage & Pick<StageState, "decisions" | "escalatesAt">;

/** The yeses of a stage that count: given by, or for, somebody who may still decide (rule 4). */
function yesesOf(stage: CountedStage, decidesAs: DecidesAs) {
  return stage.decisions
    .filter(({ verdict, approver }) => verdict === "approve" && approver.deactivatedAt === null)
    .map(({ approver, onBehalfOf, createdAt }) => {
      const wasEscalated = stage.escalatesAt !== null && new Date(createdAt) >= stage.escalatesAt;
      const asked = askedWhen(stage, wasEscalated);
      const authority = onBehalfOf ?? approver;
      return { authorityId: authority.id, entries: decidesAs(authority, asked) };
    });
}

/** Each stage with the decisions cast in it, and its clock: a stage opens when the one before it has its approvals. */
function stageStates(facts: Facts, decidesAs: DecidesAs): StageState[] {
  const states: StageState[] = [];
  let openedAt: Date | null = facts.createdAt;
  for (const [index, stage] of strictestStages(facts).entries()) {
    const decisions = facts.decisions
      .filter((decision) => decision.stage === index)
      .sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
    const over: Date | null =
      openedAt && stage.timeoutSeconds !== null ? after(openedAt, stage.timeoutSeconds) : null;
    const escalatesAt: Date | null = stage.escalatesTo.length > 0 ? over : null;
    const counted: CountedStage = { ...stage, decisions, escalatesAt };
    const approvals = countSeats(yesesOf(counted, decidesAs), stage.counts);
    const isEscalated = escalatesAt !== null && facts.now >= escalatesAt;
    states.push({
      ...counted,
      approvals,
      openedAt,
      isEscalated,
      asked: askedWhen(stage, isEscalated),
      lapsesAt: escalatesAt === null ? over : null,
    });
    openedAt = approvals >= stage.required ? (filledAt(counted, decidesAs) ?? openedAt) : null;
  }
  return states;
}

/** When a stage had its approvals: with the decision that filled the last seat. */
function filledAt(stage: CountedStage, decidesAs: DecidesAs): Date | null {
  const last = stage.decisions.find((_decision, at) => {
    const until = { ...stage, decisions: stage.decisions.slice(0, at + 1) };
    return countSeats(yesesOf(until, decidesAs), stage.counts) >= stage.required;
  });
  return last ? new Date(last.createdAt) : null;
}

const after = (at: Date, seconds: number) => new Date(at.getTime() + seconds * 1000);
