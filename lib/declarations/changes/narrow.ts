import type { PlatformLimits } from "../rules";
import { type AccessTrait, accessTrait, type Environment, type Role } from "../trait";
import { unsupportedRules } from "../unsupported";
import { changesBetween } from "./changes-between";
import { type CommonApprovals, commonApprovals } from "./common-approvals";
import { commonConflicts } from "./common-conflicts";
import { commonRole } from "./common-role";
import { commonDefaults, commonEnvironment, commonToken } from "./common-service";
import { commonTrust } from "./common-trust";
import { type Place, placesInBoth } from "./place";

/**
 * The part of a change that acts at once: nobody gets under it what `before` or `after` refuses. It is `after` itself when
 * nothing widens, and `before` itself when nothing but that changes. Pure.
 *
 * Four things wait whole and stay as in `before`, since nothing stands between them: a hand-over to other owners altogether
 * (nobody would be left to confirm it), other reviewers altogether, another audience, and another kind of key that tokens are
 * bound to. Where nothing is left to ask for, the roles of `before` stay in sight, for nobody.
 */
export function narrow(
  before: AccessTrait,
  after: AccessTrait,
  limits: PlatformLimits,
  changes = changesBetween(before, after, limits),
): AccessTrait {
  if (changes.every(({ direction }) => direction !== "widening")) return after;
  if (changes.every(({ direction }) => direction === "widening")) return before;
  const owners = after.owners.filter((owner) => before.owners.includes(owner));
  if (owners.length === 0) return narrow(before, { ...after, owners: before.owners }, limits);
  return reduced(before, after, owners, placesInBoth(after, before), limits) ?? closed(before, after, owners);
}

/** What both versions give in `places`, or less. Null when that is nothing. */
function reduced(
  before: AccessTrait,
  after: AccessTrait,
  owners: string[],
  places: Place[],
  limits: PlatformLimits,
): AccessTrait | null {
  const approvals = commonApprovals(before, after, owners, places, limits);
  const environments = commonEnvironments(before, after, approvals.byEnvironment);
  const roles = commonRoles(before, after, approvals.reaches);
  const conflicts = commonConflicts(before, after, Object.keys(roles));
  const offered = places.filter(
    (place) =>
      conflicts.has(place.role) &&
      (place.environment === null || Object.hasOwn(environments, place.environment)) &&
      !approvals.refused.includes(place),
  );
  const offeredRoles = Object.keys(roles).filter((name) => offered.some(({ role }) => role === name));
  if (offeredRoles.length === 0) return null;
  const onlyByReference = new Set(
    offeredRoles.filter((role) => approvals.reaches.get(role)?.eligible != null),
  );
  const trait = parsed({
    ...described(after),
    owners,
    defaults: commonDefaults(before.defaults, after.defaults),
    approvalPolicies: filled(approvals.policies),
    roles: Object.fromEntries(
      offeredRoles.map((name) => [
        name,
        {
          ...roles[name],
          approval: approvals.byRole.get(name),
          environments: offeredIn(offered, name),
          conflictsWith: filled(conflicts.get(name)?.filter((other) => offeredRoles.includes(other)) ?? []),
        },
      ]),
    ),
    environments: filled(environments),
    trust: filled(commonTrust(before, after, offeredRoles, onlyByReference)),
    token: commonToken(before.token, after.token),
  });
  // A rule that this version cannot enforce closes a role; what drops the rule, in either direction, must not open it.
  const opened = offered.filter(
    (place) => isOpen(trait, place) && !(isOpen(before, place) && isOpen(after, place)),
  );
  if (opened.length === 0) return trait;
  const still = places.filter((place) => !opened.includes(place));
  return reduced(before, after, owners, still, limits);
}

/** Nothing of what can be asked for is left, and a declaration needs a role: those of `before` stay in sight, for nobody. */
function closed(before: AccessTrait, after: AccessTrait, owners: string[]): AccessTrait {
  const roles = Object.entries(before.roles).map(([name, role]): [string, Role] => [
    name,
    { ...role, eligible: [] },
  ]);
  return parsed({
    ...before,
    ...described(after),
    owners,
    roles: Object.fromEntries(roles),
    trust: filled(commonTrust(before, after, [], new Set())),
    token: commonToken(before.token, after.token),
  });
}

const described = ({ schemaVersion, title, description, system, lifecycle, links }: AccessTrait) => ({
  schemaVersion,
  title,
  description,
  system,
  lifecycle,
  links,
});

function commonRoles(
  before: AccessTrait,
  after: AccessTrait,
  reaches: CommonApprovals["reaches"],
): Record<string, Role> {
  const entries = Object.keys(after.roles).flatMap((name): [string, Role][] => {
    const role = commonRole(before, after, name, reaches.get(name));
    return role ? [[name, role]] : [];
  });
  return Object.fromEntries(entries);
}

function commonEnvironments(
  before: AccessTrait,
  after: AccessTrait,
  approvals: CommonApprovals["byEnvironment"],
): Record<string, Environment> {
  const known = before.environments ?? {};
  const entries = Object.entries(after.environments ?? {}).flatMap(([name, is]): [string, Environment][] => {
    const was = Object.hasOwn(known, name) ? known[name] : undefined;
    const environment = was && commonEnvironment(was, is);
    return environment ? [[name, { ...environment, approval: approvals.get(name) }]] : [];
  });
  return Object.fromEntries(entries);
}

function offeredIn(offered: readonly Place[], name: string): string[] | undefined {
  return filled(
    offered.flatMap(({ role, environment }) => (role === name && environment ? environment : [])),
  );
}

function isOpen(trait: AccessTrait, { role, environment }: Place): boolean {
  const declared = trait.roles[role];
  const place = environment === null ? undefined : trait.environments?.[environment];
  return declared !== undefined && unsupportedRules(trait, declared, place).length === 0;
}

const filled = <T extends object>(value: T): T | undefined =>
  Object.keys(value).length > 0 ? value : undefined;

/** As if it had been read from a file: without what is not set, and refused loudly should it not be a trait. */
const parsed = (trait: unknown): AccessTrait => accessTrait.parse(JSON.parse(JSON.stringify(trait)));
