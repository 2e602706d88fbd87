import type { RoleRules } from "@/lib/declarations/rules";

/** The most that is given at once, with a declaration's own yes or with people's. */
export const limitOf = ({ maxDurationSeconds, approval }: RoleRules): number =>
  Math.min(maxDurationSeconds, approval.autoApprove?.maxDurationSeconds ?? Number.POSITIVE_INFINITY);

/** Name of the limit that cut what was asked, as the verb writes it. */
export const limitName = (rules: RoleRules): string =>
  limitOf(rules) < rules.maxDurationSeconds ? `approval policy ${rules.approval.name}` : rules.cappedBy;
