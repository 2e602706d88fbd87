import type { ApprovalPolicy } from "../approval-policy";
import type { PlatformLimits } from "../rules";
import type { AccessTrait } from "../trait";
import { samePolicy } from "./common-policy";
import { type Policy, policyCalled, policyText } from "./policy";

interface Declared {
  name: string;
  text: ApprovalPolicy;
  policy: Policy;
}

const mostPolicies = 20;

/** Writes policies for a trait of `owners`, under the names that `after` or `before` gives them where one does. */
export function policyNames(
  before: AccessTrait,
  after: AccessTrait,
  owners: readonly string[],
  limits: PlatformLimits,
) {
  const within = (trait: AccessTrait, name?: string) =>
    policyCalled({ ...trait, owners: [...owners] }, name, limits);
  const usual = within(after);
  const known = [after, before].flatMap((trait) =>
    Object.entries(trait.approvalPolicies ?? {}).map(
      ([name, text]): Declared => ({ name, text, policy: within(trait, name) }),
    ),
  );
  const kept = new Map<string, ApprovalPolicy>();

  const freeName = () => {
    let count = 1;
    while (known.some(({ name }) => name === `narrowed-${count}`)) count++;
    return `narrowed-${count}`;
  };
  const find = (policy: Policy) =>
    known.find((one) => samePolicy(one.policy, policy) && (kept.get(one.name) ?? one.text) === one.text);
  return {
    /**
     * Undefined: a role that is decided by one owner's yes names no policy; an environment must, or those of its roles would
     * apply. Null: a declaration has room for no other policy.
     */
    nameOf(policy: Policy, level: "role" | "environment"): string | undefined | null {
      if (level === "role" && samePolicy(policy, usual)) return undefined;
      const found = find(policy) ?? { name: freeName(), text: policyText(policy, owners, limits), policy };
      if (!kept.has(found.name) && kept.size >= mostPolicies) return null;
      if (!known.includes(found)) known.push(found);
      kept.set(found.name, found.text);
      return found.name;
    },
    /** All that have been named so far. */
    declared: (): Record<string, ApprovalPolicy> => Object.fromEntries(kept),
  };
}
