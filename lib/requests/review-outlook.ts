import type { Config } from "@/lib/config/config";
import type { PostReview } from "@/lib/declarations/post-review";
import type { RoleRules } from "@/lib/declarations/rules";
import { emptyStage, stagesOutlook } from "./approver-outlook";
import { type Ask, ownersHint, type Refusal } from "./ask";

interface ReviewOutlook {
  review: PostReview | null;
  refusal: Refusal | null;
}

/**
 * Who will look at the access once it has ended. Nobody reviews their own, so where nobody else could, the ask is refused
 * (rule 8); an emergency cannot wait for that, and platform admins review it instead.
 */
export function reviewOutlook(ask: Ask, rules: RoleRules, config: Config): ReviewOutlook {
  const { postReview } = rules;
  if (!postReview) return { review: null, refusal: null };
  const { reviewers } = postReview;
  const needs = { approval: { stages: [oneOf(reviewers)], allowSelfApproval: false } };
  if (emptyStage(stagesOutlook(ask, needs, config), ask, needs) === null)
    return { review: postReview, refusal: null };
  if (rules.breakGlass) return { review: { ...postReview, reviewers: config.admins }, refusal: null };
  const detail = `Nobody but you could review this access afterwards: it needs one of ${reviewers.join(", ")}. ${ownersHint(ask)}`;
  return { review: null, refusal: { code: "no-approver", detail } };
}

const oneOf = (approvers: string[]) => ({
  name: "review",
  approvers,
  required: 1,
  counts: "people" as const,
  escalatesTo: [],
  timeoutSeconds: null,
});
