import type { AccessTrait, Environment } from "../trait";
import { range } from "./common-role";
import { commonSignIn } from "./common-sign-in";
import { shortest } from "./duration-text";

/** An environment as both versions allow it, without who decides there; null when no sign-in satisfies both. */
export function commonEnvironment(before: Environment, after: Environment): Environment | null {
  const authContext = commonSignIn(before.authContext, after.authContext);
  if (authContext === null) return null;
  return {
    title: after.title,
    tier: after.tier,
    topology: after.topology,
    maxDuration: shortest(before.maxDuration, after.maxDuration),
    authContext,
    // A token for somebody else is neither more nor less: it stays as it is until somebody says yes.
    audience: before.audience,
  };
}

/** How tokens look under both versions. Audience and kind of key stay as they are until somebody says yes. */
export function commonToken(before: AccessTrait["token"], after: AccessTrait["token"]): AccessTrait["token"] {
  if (!before && !after) return undefined;
  const [was = "none", is = "none"] = [before?.binding, after?.binding];
  return {
    audience: before?.audience,
    format: before?.format === "opaque" ? before.format : after?.format,
    lifetime: shortest(before?.lifetime, after?.lifetime),
    binding: was === "none" ? after?.binding : is === "none" || was !== is ? was : is,
    claims: after?.claims,
  };
}

/** Defaults that are left: approvals and who may ask are said by each role. */
export function commonDefaults(
  before: AccessTrait["defaults"],
  after: AccessTrait["defaults"],
): AccessTrait["defaults"] {
  const max = shortest(before?.duration?.max, after?.duration?.max);
  const duration = range(after?.duration?.default, max);
  return duration && { duration };
}
