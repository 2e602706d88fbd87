import type { ApprovalPolicy } from "../approval-policy";
import { type ApprovalStage, approvalRules, atOnce } from "../approval-rules";
import { type PostReview, postReviewOf } from "../post-review";
import type { PlatformLimits } from "../rules";
import type { AccessTrait } from "../trait";
import { durationText } from "./duration-text";

/** What an approval policy comes to, with nothing in it that has no effect. Durations in seconds. */
export type Policy = (
  | { kind: "stages"; stages: ApprovalStage[]; allowSelfApproval: boolean; expiresAfterSeconds: number }
  | { kind: "automatic"; eligible: string[] | null; maxDurationSeconds: number | null }
) & { review: PostReview | null };

/** What the policy called `name`, or one owner's yes, comes to. Throws a RangeError for a name that is not declared. */
export function policyCalled(
  trait: AccessTrait,
  name: string | undefined,
  limits: PlatformLimits,
  breakGlass = false,
): Policy {
  const declared = approvalRules(trait, name, limits.pendingForSeconds);
  const { stages, autoApprove, allowSelfApproval, expiresAfterSeconds } = breakGlass
    ? atOnce(declared)
    : declared;
  const review = postReviewOf(trait, name, breakGlass);
  return autoApprove
    ? { kind: "automatic", ...autoApprove, review }
    : { kind: "stages", stages, allowSelfApproval, expiresAfterSeconds, review };
}

const mostApprovers = 50;

/** A policy as a trait of `owners` declares it. Where more people are named than a list may hold, the rest may not decide. */
export function policyText(
  policy: Policy,
  owners: readonly string[],
  limits: PlatformLimits,
): ApprovalPolicy {
  const names = (refs: string[]) => {
    const all = owners.every((owner) => refs.includes(owner));
    const named = all ? ["owners", ...refs.filter((ref) => !owners.includes(ref))] : refs;
    return named.slice(0, mostApprovers);
  };
  const postReview = policy.review
    ? { within: durationText(policy.review.withinSeconds), reviewers: names(policy.review.reviewers) }
    : undefined;
  if (policy.kind === "automatic") {
    const maxDuration =
      policy.maxDurationSeconds === null ? undefined : durationText(policy.maxDurationSeconds);
    return { autoApprove: { eligible: policy.eligible ?? undefined, maxDuration }, postReview };
  }
  return {
    stages: policy.stages.map((stage) => ({
      name: stage.name,
      approvers: names(stage.approvers),
      required: stage.required,
      counts: stage.counts === "groups" ? stage.counts : undefined,
      timeout: stage.timeoutSeconds === null ? undefined : durationText(stage.timeoutSeconds),
    })),
    expiresAfter:
      policy.expiresAfterSeconds === limits.pendingForSeconds
        ? undefined
        : durationText(policy.expiresAfterSeconds),
    allowSelfApproval: policy.allowSelfApproval || undefined,
    postReview,
  };
}
