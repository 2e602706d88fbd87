import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDuration } from "@/lib/config/duration";
import { strictestReview } from "./post-review";
import { conflictsOf, environmentsOf, type PlatformLimits, rulesFor } from "./rules";
import type { AccessTrait } from "./trait";

const platform: PlatformLimits = { maxDurationSeconds: 12 * 3600, pendingForSeconds: 24 * 3600 };
const hour = 3600;

const bare: AccessTrait = { owners: ["group:default/team"], roles: { reader: { scopes: ["read"] } } };
const withRole = (
  role: Partial<AccessTrait["roles"][string]>,
  rest: Partial<AccessTrait> = {},
): AccessTrait => ({
  ...bare,
  ...rest,
  roles: { reader: { scopes: ["read"], ...role } },
});

describe("absent never means open", () => {
  const rules = rulesFor(bare, "reader", null, platform);
  test("one owner decides", () => {
    expect(rules.approval).toEqual({
      name: "one-owner",
      stages: [
        {
          name: "owner",
          approvers: ["group:default/team"],
          required: 1,
          counts: "people",
          timeoutSeconds: null,
          escalatesTo: [],
        },
      ],
      autoApprove: null,
      allowSelfApproval: false,
      expiresAfterSeconds: 24 * hour,
    });
  });
  test("nobody may ask", () => expect(rules.eligible).toEqual([]));
  test("the platform's limit holds", () =>
    expect(rules).toMatchObject({ maxDurationSeconds: 12 * hour, cappedBy: "platform" }));
  test("a risk nobody named is not low", () => expect(rules.risk).toBe("medium"));
  test("a reason is needed", () => expect(rules.justification).toEqual({ minLength: 1, ticket: "none" }));
  test("a stage that names no number needs one", () => {
    const trait = withRole(
      { approval: "a" },
      { approvalPolicies: { a: { stages: [{ approvers: ["owners"] }] } } },
    );
    expect(rulesFor(trait, "reader", null, platform).approval.stages[0]?.required).toBe(1);
  });
  test("even autoApprove leaves a stage, so that no list of stages is ever an empty one", () => {
    const trait = withRole({ approval: "a" }, { approvalPolicies: { a: { autoApprove: {} } } });
    expect(rulesFor(trait, "reader", null, platform).approval.stages).toHaveLength(1);
  });
});

describe("what does not exist is refused", () => {
  const placed = withRole({ environments: ["staging"] }, { environments: { staging: {}, production: {} } });
  test.each<[string, AccessTrait, string, string | null]>([
    ["a role", bare, "writer", null],
    ["a role by the name of a method", bare, "toString", null],
    ["an environment", bare, "reader", "production"],
    ["an environment the role leaves out", placed, "reader", "production"],
    ["no environment where there are some", placed, "reader", null],
    ["an environment by the name of a method", placed, "reader", "constructor"],
  ])("%s", (_what, trait, role, environment) => {
    expect(() => rulesFor(trait, role, environment, platform)).toThrow(RangeError);
  });
});

describe("the strictest limit wins and gives its name", () => {
  test.each<[string, string | undefined, string | undefined, string | undefined, number, string]>([
    ["the role's", "2h", "8h", "4h", 2 * hour, "role reader"],
    ["the service default", "8h", "1h", "4h", hour, "service default"],
    ["the environment's", "8h", "8h", "4h", 4 * hour, "environment production"],
    ["the platform's", "30h", "40h", "50h", 12 * hour, "platform"],
    ["of equals the nearest", "12h", "12h", "12h", 12 * hour, "role reader"],
    ["of equals the nearest that is there", undefined, undefined, "12h", 12 * hour, "environment production"],
  ])("%s", (_what, role, service, place, seconds, name) => {
    const trait = withRole(
      { duration: { max: role } },
      { defaults: { duration: { max: service } }, environments: { production: { maxDuration: place } } },
    );
    expect(rulesFor(trait, "reader", "production", platform)).toMatchObject({
      maxDurationSeconds: seconds,
      cappedBy: name,
    });
  });

  const duration = fc.option(
    fc.integer({ min: 1, max: 90 }).map((hours) => `${hours}h`),
    { nil: undefined },
  );
  test("the cap is never above any limit, is one of them, and what is proposed is never above the cap", () => {
    fc.assert(
      fc.property(
        duration,
        duration,
        duration,
        duration,
        duration,
        fc.integer({ min: 60, max: 400_000 }),
        (max, proposed, service, serviceProposed, place, limit) => {
          const trait = withRole(
            { duration: { max, default: proposed } },
            {
              defaults: { duration: { max: service, default: serviceProposed } },
              environments: { production: { maxDuration: place } },
            },
          );
          const rules = rulesFor(trait, "reader", "production", { ...platform, maxDurationSeconds: limit });
          const limits = [max, service, place]
            .flatMap((text) => (text ? parseDuration(text) : []))
            .concat(limit);
          expect(rules.maxDurationSeconds).toBe(Math.min(...limits));
          expect(rules.defaultDurationSeconds).toBeLessThanOrEqual(rules.maxDurationSeconds);
          expect(rules.defaultDurationSeconds).toBeGreaterThan(0);
        },
      ),
    );
  });
});

describe("approval", () => {
  const policies = {
    one: { stages: [{ approvers: ["owners"] }], expiresAfter: "48h" },
    two: {
      stages: [
        {
          name: "pair",
          approvers: ["owners", "group:default/team", "group:default/sec"],
          required: 2,
          timeout: "1h",
        },
      ],
      expiresAfter: "2h",
    },
  };
  const trait = withRole(
    { approval: "one" },
    { approvalPolicies: policies, environments: { staging: {}, production: { approval: "two" } } },
  );

  test("the environment's policy replaces the role's", () => {
    expect(rulesFor(trait, "reader", "staging", platform).approval.name).toBe("one");
    expect(rulesFor(trait, "reader", "production", platform).approval.name).toBe("two");
  });
  test("owners stand for themselves, once", () => {
    expect(rulesFor(trait, "reader", "production", platform).approval.stages).toEqual([
      {
        name: "pair",
        approvers: ["group:default/team", "group:default/sec"],
        required: 2,
        counts: "people",
        timeoutSeconds: hour,
        escalatesTo: [],
      },
    ]);
  });
  test("a request waits no longer than the platform lets it", () => {
    expect(rulesFor(trait, "reader", "staging", platform).approval.expiresAfterSeconds).toBe(24 * hour);
    expect(rulesFor(trait, "reader", "production", platform).approval.expiresAfterSeconds).toBe(2 * hour);
  });
  test("a policy that is not there is an error, and no policy", () => {
    expect(() => rulesFor(withRole({ approval: "gone" }), "reader", null, platform)).toThrow(
      "no approval policy gone",
    );
  });
});

test("what this version cannot enforce is said", () => {
  const mtls = withRole({}, { token: { binding: "mtls" } });
  expect(rulesFor(mtls, "reader", null, platform).unsupported.join()).toContain("mtls");
  for (const token of [{ binding: "dpop" as const }, { format: "opaque" as const }])
    expect(rulesFor(withRole({}, { token }), "reader", null, platform).unsupported).toEqual([]);
  expect(rulesFor(bare, "reader", null, platform).unsupported).toEqual([]);
  const torn = withRole(
    { authContext: { acrValues: ["a"] } },
    { environments: { staging: {}, production: { authContext: { acrValues: ["b"] } } } },
  );
  expect(rulesFor(torn, "reader", "production", platform).unsupported.join()).toContain("authContext");
  expect(rulesFor(torn, "reader", "staging", platform).unsupported).toEqual([]);
});

test("the sign-in is what role and environment ask for together", () => {
  const signIn = (role?: object, place?: object) =>
    rulesFor(
      withRole({ authContext: role }, { environments: { production: { authContext: place } } }),
      "reader",
      "production",
      platform,
    ).authContext;
  expect(signIn()).toBeNull();
  expect(signIn({}, {})).toBeNull();
  expect(signIn({ maxAge: "15m" }, { maxAge: "1h", acrValues: ["a"] })).toEqual({
    acrValues: ["a"],
    amrValues: [],
    maxAgeSeconds: 900,
  });
  expect(
    signIn({ acrValues: ["a", "b"], amrValues: ["x", "y"] }, { acrValues: ["b"], amrValues: ["z"] }),
  ).toEqual({ acrValues: ["b"], amrValues: [["x", "y"], ["z"]], maxAgeSeconds: null });
  expect(signIn({ amrValues: ["x", "y"] }, { amrValues: ["y", "x"] })?.amrValues).toEqual([["x", "y"]]);
});

describe("break-glass and reviews", () => {
  const auto = { autoApprove: { eligible: ["group:default/oncall"], maxDuration: "1h" } };
  test("nobody decides a break-glass role, the policy's cap counts, and the reason must say something", () => {
    const trait = withRole(
      { breakGlass: true, approval: "a" },
      {
        approvalPolicies: {
          a: { ...auto, postReview: { within: "2h", reviewers: ["owners", "group:default/sec"] } },
        },
      },
    );
    expect(rulesFor(trait, "reader", null, platform)).toMatchObject({
      breakGlass: true,
      approval: { autoApprove: { eligible: null, maxDurationSeconds: hour } },
      justification: { minLength: 20 },
      postReview: { withinSeconds: 2 * hour, reviewers: [...bare.owners, "group:default/sec"] },
      unsupported: [],
    });
  });
  test("a declaration may ask for a longer reason, and for no shorter one", () => {
    const leastOf = (minLength: number) =>
      rulesFor(withRole({ breakGlass: true, justification: { minLength } }), "reader", null, platform)
        .justification.minLength;
    expect([leastOf(5), leastOf(40)]).toEqual([20, 40]);
  });
  test("break-glass is reviewed whatever is declared, and what is not is reviewed where it is declared", () => {
    expect(rulesFor(withRole({ breakGlass: true }), "reader", null, platform).postReview).toEqual({
      withinSeconds: 24 * hour,
      reviewers: bare.owners,
    });
    expect(rulesFor(bare, "reader", null, platform)).toMatchObject({ breakGlass: false, postReview: null });
  });
  test("two versions ask for the sooner review by whom both name, and somebody always reviews", () => {
    const of = (withinSeconds: number, ...reviewers: string[]) => ({ withinSeconds, reviewers });
    expect(strictestReview(of(60, "a", "b"), of(30, "b", "c"))).toEqual(of(30, "b"));
    expect(strictestReview(of(30, "a"), of(60, "b"))).toEqual(of(30, "a"));
    expect(strictestReview(null, of(60, "b"))).toEqual(of(60, "b"));
    expect(strictestReview(null, null)).toBeNull();
  });
});

test("a conflict counts for both roles", () => {
  const trait: AccessTrait = {
    ...bare,
    roles: { a: { scopes: ["a"], conflictsWith: ["b"] }, b: { scopes: ["b"] }, c: { scopes: ["c"] } },
  };
  expect(conflictsOf(trait, "a")).toEqual(["b"]);
  expect(conflictsOf(trait, "b")).toEqual(["a"]);
  expect(conflictsOf(trait, "c")).toEqual([]);
});

test("a role is in every environment, or in those it names", () => {
  const environments = { staging: {}, production: {} };
  expect(environmentsOf(withRole({}, { environments }), "reader")).toEqual(["staging", "production"]);
  expect(environmentsOf(withRole({ environments: ["production"] }, { environments }), "reader")).toEqual([
    "production",
  ]);
  expect(environmentsOf(bare, "reader")).toEqual([]);
});

test("the audience of the environment comes before that of the service", () => {
  const trait = withRole(
    {},
    {
      token: { audience: "urn:a" },
      environments: { staging: {}, production: { audience: "https://b.example" } },
    },
  );
  expect(rulesFor(trait, "reader", "staging", platform).audience).toBe("urn:a");
  expect(rulesFor(trait, "reader", "production", platform).audience).toBe("https://b.example");
  expect(rulesFor(bare, "reader", null, platform).audience).toBeNull();
});
