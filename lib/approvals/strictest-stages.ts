import type { ApprovalRules, ApprovalStage } from "@/lib/declarations/approval-rules";
import type { AccessTrait } from "@/lib/declarations/trait";

/** The approval of a request under two versions of a declaration. */
export interface BothApprovals {
  pinned: AccessTrait;
  current: AccessTrait;
  pinnedApproval: ApprovalRules;
  /** Null when the current declaration no longer offers the role here. */
  currentApproval: ApprovalRules | null;
}

/** The pinned stages, each no looser than its namesake in the current declaration; stages that are new come on top (rule 4). */
export function strictestStages({
  pinned,
  current,
  pinnedApproval,
  currentApproval,
}: BothApprovals): ApprovalStage[] {
  const now = currentApproval?.stages ?? [];
  const matched = pinnedApproval.stages.map((stage, index) => {
    const counterpart =
      now.find((other) => other.name === stage.name) ??
      (pinnedApproval.stages.length === now.length ? now[index] : undefined);
    return counterpart ? stricter(stage, counterpart) : withoutFormerOwners(stage, pinned, current);
  });
  const added =
    pinnedApproval.stages.length < now.length
      ? now.filter((stage) => !pinnedApproval.stages.some((old) => old.name === stage.name))
      : [];
  return [...matched, ...added];
}

/** Asked at once is who both ask at once; asked later is who both ask in the end, once the slower one would. */
function stricter(one: ApprovalStage, other: ApprovalStage): ApprovalStage {
  const approvers = one.approvers.filter((ref) => other.approvers.includes(ref));
  const inTheEnd = [...other.approvers, ...other.escalatesTo];
  const escalatesTo = [...one.approvers, ...one.escalatesTo].filter(
    (ref) => inTheEnd.includes(ref) && !approvers.includes(ref),
  );
  const times = [one.timeoutSeconds, other.timeoutSeconds].filter((seconds) => seconds !== null);
  const slower = escalatesTo.length > 0 ? Math.max(...times) : Math.min(...times);
  return {
    name: other.name,
    approvers,
    required: Math.max(one.required, other.required),
    counts: one.counts === "groups" || other.counts === "groups" ? "groups" : "people",
    timeoutSeconds: times.length > 0 ? slower : null,
    escalatesTo,
  };
}

// A stage that the current declaration dropped keeps its approvers, less the owners who are none any more.
function withoutFormerOwners(stage: ApprovalStage, pinned: AccessTrait, current: AccessTrait): ApprovalStage {
  const stays = (ref: string) => !pinned.owners.includes(ref) || current.owners.includes(ref);
  return {
    ...stage,
    approvers: stage.approvers.filter(stays),
    escalatesTo: stage.escalatesTo.filter(stays),
  };
}
