import type { Config } from "@/lib/config/config";
import type { RoleRules } from "@/lib/declarations/rules";
import type { AccessTrait } from "@/lib/declarations/trait";
import type { Principal } from "@/lib/principals/principal";
import { standingOf } from "@/lib/principals/standing";

type ApprovalStage = NonNullable<RoleRules["approval"]["stages"]>[number];

/** One approver's yes or no, with the approver as they are known now. */
export interface CastDecision {
  id: string;
  stage: number;
  verdict: "approve" | "deny";
  comment: string | null;
  durationSeconds: number | null;
  createdAt: string;
  approver: Principal;
}

export interface StageState {
  name: string;
  required: number;
  approvers: string[];
  timeoutSeconds: number | null;
  decisions: CastDecision[];
  /** Approvals whose giver may still decide. */
  approvals: number;
}

export interface Facts {
  role: string;
  requester: Principal;
  pinned: AccessTrait;
  current: AccessTrait;
  pinnedApproval: RoleRules["approval"];
  /** Null when the current declaration no longer offers the role here. */
  currentApproval: RoleRules["approval"] | null;
  decisions: CastDecision[];
}

export interface Assessment {
  stages: StageState[];
  /** Index of the stage that waits for a decision; null when every stage has its approvals. */
  openStage: number | null;
  /** Why this principal may not decide now, or null when they may. */
  whyNot(principal: Principal): Objection | null;
  /** The reference through which this principal is asked. */
  askedAs(principal: Principal): string | null;
}

export interface Objection {
  code: "self-approval" | "forbidden" | "conflict";
  reason: string;
}

/**
 * The state of an approval: what the pinned declaration asks for, made stricter by the current one (rule 4), against the
 * decisions cast. Pure: the same answer serves the dry run, the page, the API and the verb.
 */
export function assessApproval(facts: Facts, config: Pick<Config, "issuers">): Assessment {
  const mayDecide = (principal: Principal, approvers: readonly string[]) =>
    principal.deactivatedAt === null &&
    standingOf(principal, facts.pinned, config).mayDecide(facts.role, approvers) &&
    standingOf(principal, facts.current, config).mayDecide(facts.role, approvers);

  const selfAllowed =
    facts.pinnedApproval.allowSelfApproval && (facts.currentApproval?.allowSelfApproval ?? false);
  const stages = strictestStages(facts).map((stage, index): StageState => {
    const decisions = facts.decisions.filter((decision) => decision.stage === index);
    const valid = decisions.filter(
      (decision) => decision.verdict === "approve" && mayDecide(decision.approver, stage.approvers),
    );
    return { ...stage, decisions, approvals: valid.length };
  });
  const open = stages.findIndex((stage) => stage.approvals < stage.required);
  const openStage = open === -1 ? null : open;

  const whyNot = (principal: Principal): Objection | null => {
    const stage = openStage === null ? undefined : stages[openStage];
    if (!stage) return { code: "conflict", reason: "Every seat is filled already." };
    if (principal.kind === "workload")
      return { code: "forbidden", reason: "A workload may ask, and never approves." };
    if (principal.id === facts.requester.id && !selfAllowed) {
      return {
        code: "self-approval",
        reason: "Nobody approves their own request here: the declaration does not allow it.",
      };
    }
    const seat = facts.decisions.find((decision) => decision.approver.id === principal.id);
    if (seat)
      return {
        code: "conflict",
        reason: `You have filled a seat already, in stage "${stages[seat.stage]?.name ?? seat.stage + 1}".`,
      };
    if (!mayDecide(principal, stage.approvers)) {
      const later = stages.slice((openStage ?? 0) + 1).find((next) => mayDecide(principal, next.approvers));
      if (later)
        return {
          code: "forbidden",
          reason: `It is not your turn yet: "${stage.name}" decides before "${later.name}".`,
        };
      return {
        code: "forbidden",
        reason: `Only ${stage.approvers.join(", ")} can decide stage "${stage.name}".`,
      };
    }
    return null;
  };

  const askedAs = (principal: Principal) => {
    const stage = openStage === null ? undefined : stages[openStage];
    const refs = standingOf(principal, facts.current, config).refs;
    return stage?.approvers.find((ref) => refs.has(ref)) ?? stage?.approvers[0] ?? null;
  };
  return { stages, openStage, whyNot, askedAs };
}

/** The pinned stages, each no looser than its namesake in the current declaration; stages that are new come on top. */
function strictestStages({ pinned, current, pinnedApproval, currentApproval }: Facts): ApprovalStage[] {
  const now = currentApproval?.stages ?? [];
  const matched = pinnedApproval.stages.map((stage, index) => {
    const counterpart =
      now.find((other) => other.name === stage.name) ??
      (pinnedApproval.stages.length === now.length ? now[index] : undefined);
    if (!counterpart)
      return { ...stage, approvers: stage.approvers.filter((ref) => stillNamed(ref, pinned, current)) };
    return {
      name: stage.name,
      approvers: stage.approvers.filter((ref) => counterpart.approvers.includes(ref)),
      required: Math.max(stage.required, counterpart.required),
      timeoutSeconds: least(stage.timeoutSeconds, counterpart.timeoutSeconds),
    };
  });
  const added =
    pinnedApproval.stages.length < now.length
      ? now.filter((stage) => !pinnedApproval.stages.some((old) => old.name === stage.name))
      : [];
  return [...matched, ...added];
}

// A stage that the current declaration dropped keeps its approvers, less the owners who are none any more.
const stillNamed = (ref: string, pinned: AccessTrait, current: AccessTrait) =>
  !pinned.owners.includes(ref) || current.owners.includes(ref);

const least = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.min(a, b));
