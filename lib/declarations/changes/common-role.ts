import { parseDuration } from "@/lib/config/duration";
import { commonPatterns } from "../patterns";
import { leastReason, type RoleRules } from "../rules";
import type { AccessTrait, Role } from "../trait";
import type { Reach } from "./common-approvals";
import { commonReach } from "./common-policy";
import { commonSignIn } from "./common-sign-in";
import { durationText, shortest } from "./duration-text";
import { detailsBeyond, without } from "./rights-changes";

type Rights = Pick<Role, "actions" | "scopes" | "authorizationDetails" | "resources">;

/** What two versions of a role both let its holder do; null when that is nothing. */
function commonRights(before: Role, after: Role): Rights | null {
  const actions = listed(commonPatterns(after.actions ?? [], before.actions ?? []));
  const scopes = listed((after.scopes ?? []).filter((scope) => before.scopes?.includes(scope)));
  const details = after.authorizationDetails ?? [];
  const gone = detailsBeyond(details, before.authorizationDetails ?? []);
  const authorizationDetails = listed(without(details, gone));
  if (!actions && !scopes && !authorizationDetails) return null;
  if (!before.resources || !after.resources)
    return { actions, scopes, authorizationDetails, resources: after.resources ?? before.resources };
  const resources = listed(commonPatterns(after.resources, before.resources));
  return resources ? { actions, scopes, authorizationDetails, resources } : null;
}

const listed = <T>(items: T[]): T[] | undefined => (items.length > 0 ? items : undefined);

/** The role as both versions allow it, without where it is offered and who decides; null when nothing of it is left. */
export function commonRole(
  before: AccessTrait,
  after: AccessTrait,
  name: string,
  reach: Reach | undefined,
): Role | null {
  const was = before.roles[name];
  const is = after.roles[name];
  if (!was || !is) return null;
  const rights = commonRights(was, is);
  const authContext = commonSignIn(was.authContext, is.authContext);
  if (!rights || authContext === null) return null;
  const reachMax = reach?.maxDurationSeconds ?? null;
  const ownMax = reachMax === null ? undefined : durationText(reachMax);
  return {
    title: is.title,
    description: is.description,
    ...rights,
    duration: range(is.duration?.default, shortest(was.duration?.max, is.duration?.max, ownMax)),
    eligible:
      commonReach(commonReach(eligibleOf(after, is), eligibleOf(before, was)), reach?.eligible ?? null) ?? [],
    onBehalf: listed((is.onBehalf ?? []).filter((ref) => was.onBehalf?.includes(ref))),
    justification: commonJustification(was, is),
    authContext,
    risk: higherRisk(was.risk, is.risk),
    breakGlass: (was.breakGlass && is.breakGlass) || undefined,
  };
}

const eligibleOf = (trait: AccessTrait, role: Role) => role.eligible ?? trait.defaults?.eligible ?? [];

/** A proposal above the longest allowed is cut to it. */
export function range(proposed: string | undefined, max: string | undefined): Role["duration"] {
  if (proposed === undefined && max === undefined) return undefined;
  const over = proposed && max && parseDuration(proposed) > parseDuration(max);
  return { default: over ? max : proposed, max };
}

function commonJustification(was: Role, is: Role): Role["justification"] {
  const minLength = Math.max(leastReason(was), leastReason(is));
  const { ticket } = (was.justification?.ticket === "required" ? was : is).justification ?? {};
  if (minLength === 1 && ticket === undefined) return undefined;
  return { minLength, ticket };
}

const risks: RoleRules["risk"][] = ["low", "medium", "high", "critical"];

function higherRisk(was: Role["risk"], is: Role["risk"]): Role["risk"] {
  if (was === is) return is;
  return risks.indexOf(was ?? "medium") > risks.indexOf(is ?? "medium") ? was : is;
}
