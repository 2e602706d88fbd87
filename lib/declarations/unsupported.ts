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
  const rules: [boolean, string][] = [
    [
      isImpossible(signInRules(role.authContext, environment?.authContext)),
      "two classes of sign-in at once (authContext: the role and the environment have no acr value in common)",
    ],
    [trait.token?.binding === "mtls", "tokens bound to a client certificate (token.binding: mtls)"],
  ];
  return rules.flatMap(([declared, words]) => (declared ? [words] : []));
}
