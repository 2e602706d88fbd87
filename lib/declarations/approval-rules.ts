import { parseDuration } from "@/lib/config/duration";
import type { ApprovalPolicy } from "./approval-policy";
import type { AccessTrait } from "./trait";

export interface ApprovalRules {
  name: string;
  /** All must be satisfied, in order. Never empty, autoApprove or not: nobody can take an empty list for a yes. */
  stages: ApprovalStage[];
  /** Who gets a yes without anybody deciding. `eligible` null: everybody who may ask; `maxDurationSeconds` null: no limit of its own. */
  autoApprove: { eligible: string[] | null; maxDurationSeconds: number | null } | null;
  allowSelfApproval: boolean;
  /** A request that nobody decided by then lapses; never longer than the platform allows. */
  expiresAfterSeconds: number;
}

export interface ApprovalStage {
  name: string;
  /** References, with "owners" replaced by the owners. */
  approvers: string[];
  /** How many different people must say yes, at least 1. */
  required: number;
  timeoutSeconds: number | null;
}

const oneOwner: ApprovalPolicy = { stages: [{ name: "owner", approvers: ["owners"], required: 1 }] };

/** The rules of the policy called `policyName`, or of one owner's yes where the declaration names no policy. */
export function approvalRules(
  trait: AccessTrait,
  policyName: string | undefined,
  pendingForSeconds: number,
): ApprovalRules {
  const policy = policyName === undefined ? oneOwner : policyOf(trait, policyName);
  const { autoApprove, expiresAfter } = policy;
  return {
    name: policyName ?? "one-owner",
    stages: (policy.stages ?? oneOwner.stages ?? []).map((stage, index) => ({
      name: stage.name ?? `stage-${index + 1}`,
      approvers: [
        ...new Set(
          stage.approvers.flatMap((approver) => (approver === "owners" ? trait.owners : [approver])),
        ),
      ],
      required: Math.max(stage.required ?? 1, 1),
      timeoutSeconds: stage.timeout ? parseDuration(stage.timeout) : null,
    })),
    autoApprove: autoApprove
      ? {
          eligible: autoApprove.eligible ? [...autoApprove.eligible] : null,
          maxDurationSeconds: autoApprove.maxDuration ? parseDuration(autoApprove.maxDuration) : null,
        }
      : null,
    allowSelfApproval: policy.allowSelfApproval === true,
    expiresAfterSeconds: Math.min(
      expiresAfter ? parseDuration(expiresAfter) : pendingForSeconds,
      pendingForSeconds,
    ),
  };
}

function policyOf(trait: AccessTrait, policyName: string): ApprovalPolicy {
  const policies = trait.approvalPolicies ?? {};
  const policy = Object.hasOwn(policies, policyName) ? policies[policyName] : undefined;
  if (!policy) throw new RangeError(`the declaration has no approval policy ${policyName}`);
  return policy;
}
