import { parseDuration } from "@/lib/config/duration";
import type { AccessTrait } from "./trait";

/** A look at the access after it was used, by anybody of `reviewers` but its holder. */
export interface PostReview {
  /** After the access ended. */
  withinSeconds: number;
  /** References, with "owners" replaced by the owners. */
  reviewers: string[];
}

const usualWithinSeconds = 86_400;

/** What the policy called `policyName` asks for. Break-glass access is always reviewed: by the owners, unless it says by whom. */
export function postReviewOf(
  trait: AccessTrait,
  policyName: string | undefined,
  breakGlass: boolean,
): PostReview | null {
  const policies = trait.approvalPolicies ?? {};
  const declared =
    policyName !== undefined && Object.hasOwn(policies, policyName)
      ? policies[policyName]?.postReview
      : undefined;
  if (declared) {
    const reviewers = declared.reviewers.flatMap((ref) => (ref === "owners" ? trait.owners : [ref]));
    return { withinSeconds: parseDuration(declared.within), reviewers: [...new Set(reviewers)] };
  }
  return breakGlass ? { withinSeconds: usualWithinSeconds, reviewers: [...trait.owners] } : null;
}

/**
 * One review for both: the sooner, by whoever both name. Where they name nobody in common, those of `first` look at it:
 * somebody must.
 */
export function strictestReview(first: PostReview | null, second: PostReview | null): PostReview | null {
  if (!first || !second) return first ?? second;
  const shared = first.reviewers.filter((ref) => second.reviewers.includes(ref));
  return {
    withinSeconds: Math.min(first.withinSeconds, second.withinSeconds),
    reviewers: shared.length > 0 ? shared : first.reviewers,
  };
}
