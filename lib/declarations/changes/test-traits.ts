import fc from "fast-check";
import type { ApprovalPolicy } from "../approval-policy";
import type { AuthorizationDetail, PlatformLimits } from "../rules";
import { type AccessTrait, accessTrait, type Environment, type Role } from "../trait";

// Traits as teams might write them, of few names, so that two of them have much in common.

export const testLimits: PlatformLimits = { maxDurationSeconds: 10 * 3600, pendingForSeconds: 24 * 3600 };

const testRefs = ["group:default/a", "group:default/b", "group:default/c", "user:default/u"];
export const testIssuerUrl = "https://login.example.com";

const roleNames = ["reader", "operator", "admin"];
const environmentNames = ["staging", "production"];
const policyNames = ["one", "two", "three"];

const some = <T>(items: readonly T[], min = 1, max = items.length) =>
  fc.subarray([...items], { minLength: min, maxLength: max });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const duration = fc.constantFrom("1h", "2h", "4h", "PT8H");
const range = fc
  .record({ default: maybe(fc.constantFrom("30m", "1h")), max: maybe(duration) })
  .filter((one) => one.default !== undefined || one.max !== undefined);
const authContext = fc.record({
  acrValues: maybe(some(["urn:mfa", "urn:hw"])),
  amrValues: maybe(some(["otp", "face"])),
  maxAge: maybe(fc.constantFrom("5m", "15m")),
});
const seldom = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

const approvers = fc.oneof(fc.constant<string[]>(["owners"]), some(["owners", ...testRefs], 1, 3));
const stage = fc.record({
  name: maybe(fc.constantFrom("owner", "second", "security")),
  approvers,
  required: maybe(fc.integer({ min: 1, max: 2 })),
  counts: maybe(fc.constantFrom("people" as const, "groups" as const)),
  timeout: maybe(fc.constantFrom("1h", "2h")),
});
const anyPolicy: fc.Arbitrary<ApprovalPolicy> = fc
  .record({
    deciding: fc.oneof(
      { weight: 3, arbitrary: fc.record({ stages: fc.array(stage, { minLength: 1, maxLength: 3 }) }) },
      {
        weight: 2,
        arbitrary: fc.record({
          autoApprove: fc.record({ eligible: maybe(some(testRefs, 0, 3)), maxDuration: maybe(duration) }),
        }),
      },
    ),
    expiresAfter: maybe(fc.constantFrom("2h", "12h", "48h")),
    allowSelfApproval: maybe(fc.boolean()),
    postReview: seldom(fc.record({ within: fc.constantFrom("24h", "48h"), reviewers: approvers })),
  })
  .map(({ deciding, ...rest }) => ({ ...deciding, ...rest }));

// Written out, the policy of a service that declares none.
const usualPolicy: ApprovalPolicy = { stages: [{ name: "owner", approvers: ["owners"] }] };
const policy = fc.oneof(
  { weight: 2, arbitrary: anyPolicy },
  { weight: 1, arbitrary: fc.constant(usualPolicy) },
);

function letsDoSomething(one: Role | ApprovalPolicy): boolean {
  return !("title" in one) || (one.actions ?? one.scopes ?? one.authorizationDetails) !== undefined;
}

const details: AuthorizationDetail[] = [
  { type: "urn:x", actions: ["pay"] },
  { type: "urn:x", actions: ["pay", "lock"] },
];
const role: fc.Arbitrary<Role> = fc
  .record({
    title: maybe(fc.constantFrom("Read", "Operate")),
    actions: maybe(some(["orders:*", "orders:Get*", "orders:GetOne", "orders:Refund"], 1, 3)),
    scopes: maybe(some(["read", "write"])),
    authorizationDetails: seldom(some(details)),
    resources: maybe(some(["urn:o:*", "urn:o:eu/*", "urn:o:eu/1", "urn:p:1"], 1, 2)),
    duration: maybe(range),
    approval: maybe(fc.constantFrom(...policyNames)),
    eligible: maybe(some(testRefs, 0, 3)),
    onBehalf: seldom(some(testRefs, 0, 2)),
    environments: maybe(some(environmentNames)),
    conflictsWith: maybe(some(roleNames, 0, 2)),
    justification: maybe(
      fc.record({
        minLength: maybe(fc.constantFrom(1, 20)),
        ticket: maybe(fc.constantFrom("optional", "required")),
      }),
    ),
    authContext: seldom(authContext),
    risk: maybe(fc.constantFrom("low", "medium", "high")),
    breakGlass: fc.constantFrom(undefined, undefined, undefined, false, true),
  })
  .filter(letsDoSomething);

const environment: fc.Arbitrary<Environment> = fc.record({
  tier: maybe(fc.constantFrom("staging", "production")),
  maxDuration: maybe(duration),
  approval: maybe(fc.constantFrom(...policyNames)),
  authContext: seldom(authContext),
  audience: seldom(fc.constantFrom("https://a.example", "https://b.example")),
});

const match = fc.oneof(
  fc.constantFrom("ops", "dev").map((contains) => ({ claim: "teams", contains })),
  fc.constant({ claim: "teams", exists: true as const }),
  some(["x", "y"]).map((values) => ({ claim: "unit", in: values })),
  fc.constantFrom("x", "y").map((equals) => ({ claim: "unit", equals })),
);
const trust = fc.record({
  issuer: fc.constant(testIssuerUrl),
  audiences: seldom(fc.constant(["portal"])),
  mappings: fc.array(
    fc.record({
      match: fc.array(match, { minLength: 1, maxLength: 2 }),
      grant: fc.constantFrom("owner", "approver", "eligible"),
      roles: maybe(some(roleNames)),
    }),
    { minLength: 1, maxLength: 2 },
  ),
});

const token = fc.record({
  audience: seldom(fc.constantFrom("urn:a", "urn:b")),
  format: seldom(fc.constantFrom("at+jwt", "opaque")),
  lifetime: maybe(fc.constantFrom("5m", "10m")),
  binding: seldom(fc.constantFrom("none", "dpop", "mtls")),
  claims: maybe(some(["email", "name"], 0)),
});

const named = <T>(names: readonly string[], value: fc.Arbitrary<T>, min: number) =>
  some(names, min).chain((chosen) =>
    fc.tuple(...chosen.map(() => value)).map(
      (values): Record<string, T> =>
        Object.fromEntries(
          chosen.flatMap((name, at): [string, T][] => {
            const one = values[at];
            return one === undefined ? [] : [[name, one]];
          }),
        ),
    ),
  );

const draft = fc.record({
  title: maybe(fc.constantFrom("Orders", "Orders API")),
  owners: some(testRefs, 1, 3),
  defaults: maybe(
    fc.record({
      duration: maybe(range),
      approval: maybe(fc.constantFrom(...policyNames)),
      eligible: maybe(some(testRefs, 0, 3)),
    }),
  ),
  approvalPolicies: named(policyNames, policy, policyNames.length),
  roles: named(roleNames, role, 1),
  environments: maybe(named(environmentNames, environment, 1)),
  trust: maybe(named(["corp"], trust, 1)),
  token: maybe(token),
});
type Draft = typeof draft extends fc.Arbitrary<infer T> ? T : never;

/** A trait in which every name exists, whatever was put together. */
function soundTrait({ roles, environments, trust: trusted, ...rest }: Draft): AccessTrait {
  const known = Object.keys(environments ?? {});
  const sound = Object.entries(roles).map(([name, one]) => {
    const placed = one.environments?.filter((place) => known.includes(place)) ?? [];
    const against = one.conflictsWith?.filter((other) => other !== name && Object.hasOwn(roles, other));
    return [name, { ...one, environments: placed.length > 0 ? placed : undefined, conflictsWith: against }];
  });
  const corp = trusted?.corp;
  const mappings = corp?.mappings.map((mapping) => ({
    ...mapping,
    roles: mapping.roles?.filter((name) => Object.hasOwn(roles, name)),
  }));
  const whole = {
    ...rest,
    environments,
    roles: Object.fromEntries(sound),
    trust: corp && { corp: { ...corp, mappings } },
  };
  return accessTrait.parse(JSON.parse(JSON.stringify(whole)));
}

export const traitArbitrary: fc.Arbitrary<AccessTrait> = draft.map(soundTrait);

/** Two versions of a declaration: the second has some of its parts, down to the fields of roles, from elsewhere. */
export const versionsArbitrary: fc.Arbitrary<[AccessTrait, AccessTrait]> = fc
  .tuple(draft, draft, fc.infiniteStream(fc.integer({ min: 0, max: 4 })))
  .map(([before, other, choices]) => {
    const changes = () => choices.next().value === 0;
    return [soundTrait(before), soundTrait(mixed(before, other, changes))];
  });

function mixed(before: Draft, other: Draft, changes: () => boolean): Draft {
  return {
    title: changes() ? other.title : before.title,
    owners: changes() ? other.owners : before.owners,
    defaults: changes() ? other.defaults : before.defaults,
    approvalPolicies: mixedMap(before.approvalPolicies, other.approvalPolicies, changes),
    roles: mixedMap(before.roles, other.roles, changes),
    environments: changes() ? other.environments : before.environments,
    trust: changes() ? other.trust : before.trust,
    token: changes() ? other.token : before.token,
  };
}

/** Entries keep some of their fields. A policy is of one piece. */
function mixedMap<T extends Role | ApprovalPolicy>(
  before: Record<string, T>,
  other: Record<string, T>,
  changes: () => boolean,
): Record<string, T> {
  const entries = Object.entries(before).flatMap(([name, one]): [string, T][] => {
    const replacement = other[name];
    if (!replacement) return changes() ? [] : [[name, one]];
    if ("stages" in one || "autoApprove" in one) return [[name, changes() ? replacement : one]];
    const fields = Object.fromEntries(Object.entries(replacement).filter(() => changes()));
    const whole = { ...one, ...fields };
    return [[name, letsDoSomething(whole) ? whole : one]];
  });
  const added = Object.entries(other).filter(([name]) => !Object.hasOwn(before, name) && changes());
  const all = [...entries, ...added];
  return Object.fromEntries(all.length > 0 ? all : Object.entries(before));
}
