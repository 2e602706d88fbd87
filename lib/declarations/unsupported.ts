import { isImpossible, signInRules } from "./sign-in";
import type { AccessTrait, Environment, Role } from "./trait";

/**
 * Declared rules that Daypass cannot enforce yet, in words for people. To ignore one would give more than was declared,
 * so a role with any of them is shown and cannot be asked for.
 */
export function unsupportedRules(
  trait: AccessTrait,
  role: Role,
  environment: Environment | undefined,
): string[] {
  const policyName = environment?.approval ?? role.approval ?? trait.defaults?.approval;
  const policy = policyName === undefined ? undefined : trait.approvalPolicies?.[policyName];
  const rules: [boolean, string][] = [
    [
      isImpossible(signInRules(role.authContext, environment?.authContext)),
      "two classes of sign-in at once (authContext: the role and the environment have no acr value in common)",
    ],
    [role.breakGlass === true, "immediate break-glass access (breakGlass)"],
    [policy?.postReview !== undefined, "a review after the access was used (postReview)"],
    [trait.token?.binding === "mtls", "tokens bound to a client certificate (token.binding: mtls)"],
    [trait.token?.binding === "dpop", "tokens bound to the client's key (token.binding: dpop)"],
    [trait.token?.format === "opaque", "opaque tokens (token.format: opaque)"],
  ];
  return rules.flatMap(([declared, words]) => (declared ? [words] : []));
}
