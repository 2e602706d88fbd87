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
  /** How many must say yes, at least 1: different people, or people for different names among `approvers`. */
  required: number;
  counts: "people" | "groups";
  /** After how long the stage is opened to `escalatesTo`, or lapses where that is nobody. */
  timeoutSeconds: number | null;
  /** Who is asked too when the time is over: the approvers of the next stage, after the last one the owners. Nobody who is asked anyway. */
  escalatesTo: string[];
}

type DeclaredStage = NonNullable<ApprovalPolicy["stages"]>[number];

const oneOwner: DeclaredStage[] = [{ name: "owner", approvers: ["owners"], required: 1 }];

/** The rules of the policy called `policyName`, or of one owner's yes where the declaration names no policy. */
export function approvalRules(
  trait: AccessTrait,
  policyName: string | undefined,
  pendingForSeconds: number,
): ApprovalRules {
  const policy = policyName === undefined ? { stages: oneOwner } : policyOf(trait, policyName);
  const { autoApprove, expiresAfter } = policy;
  return {
    name: policyName ?? "one-owner",
    stages: stageRules(policy.stages ?? oneOwner, trait.owners),
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

function stageRules(declared: readonly DeclaredStage[], owners: readonly string[]): ApprovalStage[] {
  const named = declared.map((stage) => [
    ...new Set(stage.approvers.flatMap((approver) => (approver === "owners" ? owners : [approver]))),
  ]);
  return declared.map((stage, index) => {
    const approvers = named[index] ?? [];
    const required = Math.max(stage.required ?? 1, 1);
    const timeoutSeconds = stage.timeout ? parseDuration(stage.timeout) : null;
    return {
      name: stage.name ?? `stage-${index + 1}`,
      approvers,
      required,
      // Of one yes it makes no difference what is counted.
      counts: required > 1 ? (stage.counts ?? "people") : "people",
      timeoutSeconds,
      escalatesTo:
        timeoutSeconds === null ? [] : (named[index + 1] ?? owners).filter((ref) => !approvers.includes(ref)),
    };
  });
}

/** As for an emergency: a yes at once for everybody who may ask. How long the policy lets it last without a yes still counts. */
export const atOnce = (approval: ApprovalRules): ApprovalRules => ({
  ...approval,
  autoApprove: { eligible: null, maxDurationSeconds: approval.autoApprove?.maxDurationSeconds ?? null },
});

function policyOf(trait: AccessTrait, policyName: string): ApprovalPolicy {
  const policies = trait.approvalPolicies ?? {};
  const policy = Object.hasOwn(policies, policyName) ? policies[policyName] : undefined;
  if (!policy) throw new RangeError(`the declaration has no approval policy ${policyName}`);
  return policy;
}
