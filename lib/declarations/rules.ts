import { parseDuration } from "@/lib/config/duration";
import { type ApprovalRules, approvalRules, atOnce } from "./approval-rules";
import { type PostReview, postReviewOf } from "./post-review";
import { type SignInRules, signInRules } from "./sign-in";
import type { AccessTrait, Environment, Role } from "./trait";
import { unsupportedRules } from "./unsupported";

/** What one role means in one environment, after every limit that applies to it. Durations in seconds. */
export interface RoleRules {
  maxDurationSeconds: number;
  /** Whose limit `maxDurationSeconds` is: "role refunder", "service default", "environment production" or "platform". */
  cappedBy: string;
  /** What to propose; never above the maximum. */
  defaultDurationSeconds: number;
  approval: ApprovalRules;
  /** For emergencies: granted at once to whoever is eligible, and always reviewed. */
  breakGlass: boolean;
  /** Who looks at it once the access has ended; null: nobody has to. */
  postReview: PostReview | null;
  /** References of who may ask. Empty: nobody but whom a trust mapping makes eligible. */
  eligible: string[];
  /** References of who may ask for somebody else, who must be eligible. */
  onBehalf: string[];
  /** How whoever asks or approves must have signed in, by role and environment together; null: in whatever way. */
  authContext: SignInRules | null;
  justification: { minLength: number; ticket: "none" | "optional" | "required" };
  scopes: string[];
  actions: string[];
  resources: string[];
  authorizationDetails: AuthorizationDetail[];
  conflictsWith: string[];
  /** A role that says nothing is taken for medium: only its team can call it low. */
  risk: "low" | "medium" | "high" | "critical";
  /** Null: the declaration names none, and the service's own reference is its audience. */
  audience: string | null;
  /** Null: the platform's. The platform's is a limit too. */
  tokenLifetimeSeconds: number | null;
  binding: "none" | "dpop" | "mtls";
  format: "at+jwt" | "opaque";
  /** Names of identity claims that the service wants in its tokens. */
  claims: string[];
  /** Declared rules that this version cannot enforce, in words. A role with any is shown and cannot be asked for. */
  unsupported: string[];
}

export type AuthorizationDetail = NonNullable<Role["authorizationDetails"]>[number];

/** Limits of daypass.yaml, in seconds. */
export interface PlatformLimits {
  maxDurationSeconds: number;
  pendingForSeconds: number;
}

const usualDurationSeconds = 3600;
/** A reason that was typed in an emergency must still be understood by whoever reviews it. */
const leastBreakGlassReason = 20;

/**
 * The rules for `roleName` in `environment` (null: the service declares none). The strictest limit wins.
 * Throws a RangeError for a role, or a role in an environment, that the trait does not have: check with `environmentsOf`.
 */
export function rulesFor(
  trait: AccessTrait,
  roleName: string,
  environment: string | null,
  platform: PlatformLimits,
): RoleRules {
  const role = roleOf(trait, roleName);
  const place = environmentOf(trait, roleName, environment);
  const { seconds: maxDurationSeconds, cappedBy } = strictest(
    durationLimits(trait, roleName, role, environment, place, platform),
  );
  const policyName = place?.approval ?? role.approval ?? trait.defaults?.approval;
  const approval = approvalRules(trait, policyName, platform.pendingForSeconds);
  const breakGlass = role.breakGlass === true;
  const wished = role.duration?.default ?? trait.defaults?.duration?.default;
  return {
    maxDurationSeconds,
    cappedBy,
    defaultDurationSeconds: Math.min(
      wished ? parseDuration(wished) : usualDurationSeconds,
      maxDurationSeconds,
    ),
    approval: breakGlass ? atOnce(approval) : approval,
    breakGlass,
    postReview: postReviewOf(trait, policyName, breakGlass),
    eligible: [...(role.eligible ?? trait.defaults?.eligible ?? [])],
    onBehalf: [...(role.onBehalf ?? [])],
    authContext: signInRules(role.authContext, place?.authContext),
    justification: {
      minLength: leastReason(role),
      ticket: role.justification?.ticket ?? "none",
    },
    scopes: [...(role.scopes ?? [])],
    actions: [...(role.actions ?? [])],
    resources: [...(role.resources ?? [])],
    authorizationDetails: role.authorizationDetails ?? [],
    conflictsWith: conflictsOf(trait, roleName),
    risk: role.risk ?? "medium",
    audience: place?.audience ?? trait.token?.audience ?? null,
    tokenLifetimeSeconds: trait.token?.lifetime ? parseDuration(trait.token.lifetime) : null,
    binding: trait.token?.binding ?? "none",
    format: trait.token?.format ?? "at+jwt",
    claims: [...(trait.token?.claims ?? [])],
    unsupported: unsupportedRules(trait, role, place),
  };
}

/** The environments that a role may be asked for in, in the order declared. Empty when the service declares none. */
export function environmentsOf(trait: AccessTrait, roleName: string): string[] {
  const declared = Object.keys(trait.environments ?? {});
  const only = roleOf(trait, roleName).environments;
  return only ? declared.filter((environment) => only.includes(environment)) : declared;
}

/** Roles that cannot be held together with this one. A conflict counts for both sides, whichever of them declares it. */
export function conflictsOf(trait: AccessTrait, roleName: string): string[] {
  const own = roleOf(trait, roleName).conflictsWith ?? [];
  return Object.entries(trait.roles)
    .filter(
      ([other, role]) =>
        other !== roleName && (own.includes(other) || role.conflictsWith?.includes(roleName)),
    )
    .map(([other]) => other);
}

/** How long a reason must be. */
export const leastReason = (role: Role): number =>
  Math.max(role.justification?.minLength ?? 1, role.breakGlass ? leastBreakGlassReason : 1);

function roleOf(trait: AccessTrait, roleName: string): Role {
  const role = Object.hasOwn(trait.roles, roleName) ? trait.roles[roleName] : undefined;
  if (!role) throw new RangeError(`the declaration has no role ${roleName}`);
  return role;
}

function environmentOf(
  trait: AccessTrait,
  roleName: string,
  environment: string | null,
): Environment | undefined {
  const places = environmentsOf(trait, roleName);
  if (environment === null && places.length === 0) return undefined;
  const place =
    environment !== null && places.includes(environment) ? trait.environments?.[environment] : undefined;
  if (!place)
    throw new RangeError(`role ${roleName} is not declared for environment ${environment ?? "none"}`);
  return place;
}

interface Limit {
  seconds: number;
  cappedBy: string;
}

function durationLimits(
  trait: AccessTrait,
  roleName: string,
  role: Role,
  environment: string | null,
  place: Environment | undefined,
  platform: PlatformLimits,
): Limit[] {
  const declared: [string | undefined, string][] = [
    [role.duration?.max, `role ${roleName}`],
    [trait.defaults?.duration?.max, "service default"],
    [place?.maxDuration, `environment ${environment}`],
  ];
  return [
    ...declared.flatMap(([max, cappedBy]) =>
      max === undefined ? [] : [{ seconds: parseDuration(max), cappedBy }],
    ),
    { seconds: platform.maxDurationSeconds, cappedBy: "platform" },
  ];
}

/** Of equal limits the first, which is the nearest to the role, gives its name. */
const strictest = (limits: Limit[]): Limit =>
  limits.reduce((least, limit) => (limit.seconds < least.seconds ? limit : least));
