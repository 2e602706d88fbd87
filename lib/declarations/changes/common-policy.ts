import canonicalize from "canonicalize";
import type { ApprovalStage } from "../approval-rules";
import { strictestReview } from "../post-review";
import { least } from "./duration-text";
import type { Policy } from "./policy";
import { noLooser, pairStages } from "./stages";

const mostStages = 5;

/**
 * A policy under which nobody gets what either of the two would refuse: people before an automatic yes, both where neither is
 * the stricter. What is neutral comes from `later`. Null: no one policy can say it.
 *
 * Whom an automatic yes was for is lost where people decide instead: the caller keeps it.
 */
export function commonPolicy(earlier: Policy, later: Policy): Policy | null {
  const review = strictestReview(earlier.review, later.review);
  if (earlier.kind === "automatic" && later.kind === "automatic") {
    return {
      kind: "automatic",
      eligible: commonReach(earlier.eligible, later.eligible),
      maxDurationSeconds: least(earlier.maxDurationSeconds, later.maxDurationSeconds),
      review,
    };
  }
  if (earlier.kind === "automatic") return { ...later, review };
  if (later.kind === "automatic") return { ...earlier, review };
  const stages = commonStages(earlier.stages, later.stages);
  if (stages.length > mostStages) return null;
  return {
    kind: "stages",
    stages,
    allowSelfApproval: earlier.allowSelfApproval && later.allowSelfApproval,
    expiresAfterSeconds: later.expiresAfterSeconds,
    review,
  };
}

/** References in both; null stands for everybody. */
export function commonReach(these: string[] | null, those: string[] | null): string[] | null {
  if (these === null || those === null) return these ?? those;
  return these.filter((ref) => those.includes(ref));
}

function commonStages(earlier: ApprovalStage[], later: ApprovalStage[]): ApprovalStage[] {
  if (noLooser(later, earlier)) return later;
  if (noLooser(earlier, later)) return earlier;
  const pairs = pairStages(earlier, later);
  return distinctNames(pairs.flatMap(({ before, after }) => commonStage(before, after).map(neverOpened)));
}

/** Among other stages, whoever comes next is somebody else: nobody is asked besides those who are named. */
const neverOpened = (stage: ApprovalStage): ApprovalStage => ({
  ...stage,
  timeoutSeconds: null,
  escalatesTo: [],
});

/** One stage for both where enough of the same people may decide in it, else one after the other. */
function commonStage(before: ApprovalStage | null, after: ApprovalStage | null): ApprovalStage[] {
  if (!before || !after) return [before, after].filter((stage) => stage !== null);
  const approvers = before.approvers.filter((ref) => after.approvers.includes(ref));
  const required = Math.max(before.required, after.required);
  const counts = before.counts === "groups" || after.counts === "groups" ? "groups" : "people";
  const enough = counts === "groups" ? approvers.length >= required : fillable(approvers, required);
  return enough ? [{ ...after, approvers, required, counts }] : [before, after];
}

/** A group may have any number of members, a person is one, and a workload never decides. */
function fillable(approvers: readonly string[], required: number): boolean {
  const persons = approvers.filter((ref) => ref.startsWith("user:")).length;
  return approvers.some((ref) => /^(group|oncall):/.test(ref)) || persons >= required;
}

/** Stages are told apart by name wherever two versions meet. */
function distinctNames(stages: ApprovalStage[]): ApprovalStage[] {
  const taken = new Set<string>();
  return stages.map((stage) => {
    let name = stage.name;
    for (let count = 2; taken.has(name); count++) name = `${stage.name.slice(0, 60)}-${count}`;
    taken.add(name);
    return { ...stage, name };
  });
}

export const samePolicy = (one: Policy, other: Policy) => canonicalize(one) === canonicalize(other);
