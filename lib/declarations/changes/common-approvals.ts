import type { ApprovalPolicy } from "../approval-policy";
import type { PlatformLimits } from "../rules";
import type { AccessTrait } from "../trait";
import { commonPolicy, commonReach, samePolicy } from "./common-policy";
import { least } from "./duration-text";
import { type Place, placeReader } from "./place";
import type { Policy } from "./policy";
import { policyNames } from "./policy-names";

/** Who decides under a trait that stands between two versions. */
export interface CommonApprovals {
  policies: Record<string, ApprovalPolicy>;
  /** Names of policies; undefined: one owner's yes. */
  byRole: Map<string, string | undefined>;
  byEnvironment: Map<string, string | undefined>;
  /** What the policies alone no longer say, by role. */
  reaches: Map<string, Reach>;
  /** Places for which no one policy can say what both versions ask. */
  refused: Place[];
}

/** Of a role whose automatic yes reached less far than those who may ask, and for which people decide instead. */
export interface Reach {
  /** Null: everybody who may ask. A list is of references only: whoever just has the claims had no automatic yes. */
  eligible: string[] | null;
  maxDurationSeconds: number | null;
}

interface Seat {
  place: Place;
  before: Policy;
  after: Policy;
}

/**
 * A policy for every place, under which nobody gets what either version would refuse. An environment that has a policy of its
 * own in one of the versions gets one that is strict enough for all of its roles.
 */
export function commonApprovals(
  before: AccessTrait,
  after: AccessTrait,
  owners: readonly string[],
  places: readonly Place[],
  limits: PlatformLimits,
): CommonApprovals {
  const [was, is] = [placeReader(before, limits), placeReader(after, limits)];
  const seats = places.map((place) => ({
    place,
    before: was(place).policy,
    after: is(place).policy,
  }));
  const ownPolicy = ({ environment }: Place) =>
    environment !== null &&
    [before, after].some((trait) => trait.environments?.[environment]?.approval !== undefined);
  const names = policyNames(before, after, owners, limits);
  const byRole = new Map<string, string | undefined>();
  const byEnvironment = new Map<string, string | undefined>();
  const reaches: CommonApprovals["reaches"] = new Map();
  const refused: Place[] = [];

  const groups = new Map<string, Seat[]>();
  for (const seat of seats) {
    const key = ownPolicy(seat.place) ? `environment ${seat.place.environment}` : `role ${seat.place.role}`;
    const group = groups.get(key) ?? [];
    group.push(seat);
    groups.set(key, group);
  }
  for (const [key, group] of groups) {
    const [kind, of = ""] = key.split(" ");
    const level = kind === "environment" ? kind : "role";
    const policy = policyOf(group);
    const name = policy && names.nameOf(policy, level);
    if (policy === null || name === null) {
      refused.push(...group.map(({ place }) => place));
      continue;
    }
    (level === "environment" ? byEnvironment : byRole).set(of, name);
    for (const seat of group) limitReach(reaches, seat, policy);
  }
  return { policies: names.declared(), byRole, byEnvironment, reaches, refused };
}

function policyOf(seats: readonly Seat[]): Policy | null {
  const policies = [...new Set([...seats.map((seat) => seat.before), ...seats.map((seat) => seat.after)])];
  return policies.reduce<Policy | null>(
    (common, policy) => common && (samePolicy(common, policy) ? common : commonPolicy(common, policy)),
    policies[0] ?? null,
  );
}

/** Where people decide now, an automatic yes that was not for everybody, or not for as long, still limits the role. */
function limitReach(
  reaches: CommonApprovals["reaches"],
  { place, before, after }: Seat,
  policy: Policy,
): void {
  if (policy.kind === "automatic") return;
  for (const own of [before, after]) {
    if (own.kind === "stages") continue;
    const known = reaches.get(place.role);
    reaches.set(place.role, {
      eligible: commonReach(known?.eligible ?? null, own.eligible),
      maxDurationSeconds: least(known?.maxDurationSeconds ?? null, own.maxDurationSeconds),
    });
  }
}
