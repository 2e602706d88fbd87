import { isDeepStrictEqual } from "node:util";
import type { RoleRules } from "./rules";

type Allowed = Pick<RoleRules, "scopes" | "actions" | "resources" | "authorizationDetails">;

/** Whether a role allows everything that another role of the same service allows in the same place. */
export function allowsAll(whole: Allowed, part: Allowed): boolean {
  return (
    isWithin(part.scopes, whole.scopes) &&
    isWithin(part.actions, whole.actions) &&
    isWithin(part.authorizationDetails, whole.authorizationDetails) &&
    // No resources named: all of them.
    (whole.resources.length === 0 || (part.resources.length > 0 && isWithin(part.resources, whole.resources)))
  );
}

const isWithin = (part: readonly unknown[], whole: readonly unknown[]) =>
  part.every((each) => whole.some((other) => isDeepStrictEqual(each, other)));
