import { describe, expect, test } from "vitest";
import { digestOf } from "./digest";
import { accessTrait } from "./trait";
import { checkTraitRules } from "./trait-rules";

const team = "group:default/team";
const base = { owners: [team], roles: { reader: { scopes: ["read"] } } };
const role = (more: object) => ({ ...base, roles: { reader: { scopes: ["read"], ...more } } });
const policy = (more: object) => ({ ...base, approvalPolicies: { a: more } });
const stage = (more: object) => policy({ stages: [{ approvers: ["owners"], ...more }] });
const trust = (more: object) => ({
  ...base,
  trust: {
    corp: {
      issuer: "https://login.example.com",
      mappings: [{ match: [{ claim: "g", contains: "x" }], grant: "eligible" }],
      ...more,
    },
  },
});
const match = (more: object) =>
  trust({ mappings: [{ match: [{ claim: "g", ...more }], grant: "eligible" }] });

describe("the schema refuses", () => {
  test.each<[string, unknown]>([
    ["no owners", { roles: base.roles }],
    ["an empty list of owners", { ...base, owners: [] }],
    ["an owner twice", { ...base, owners: [team, team] }],
    ["an owner twice, once without a namespace", { ...base, owners: [team, "group:team"] }],
    ["an owner by e-mail", { ...base, owners: ["jane@example.com"] }],
    ["an owner of another kind", { ...base, owners: ["system:default/x"] }],
    ["an owner with a right-to-left mark", { ...base, owners: ["group:default/\u202emaet"] }],
    ["a workload without a path", { ...base, owners: ["spiffe://example.org"] }],
    ["no roles", { owners: [team], roles: {} }],
    ["a role with a name in upper case", { ...base, roles: { Reader: { scopes: ["read"] } } }],
    ["a role called constructor", { ...base, roles: { constructor: { scopes: ["read"] } } }],
    ["a role with a name of 64 characters", { ...base, roles: { ["a".repeat(64)]: { scopes: ["read"] } } }],
    [
      "101 roles",
      {
        ...base,
        roles: Object.fromEntries(
          Array.from({ length: 101 }, (_, index) => [`r${index}`, { scopes: ["read"] }]),
        ),
      },
    ],
    ["a role that lets nobody do anything", { ...base, roles: { reader: { title: "Read" } } }],
    ["a scope with a space", role({ scopes: ["a b"] })],
    ["a scope with a quote", role({ scopes: ['a"b'] })],
    ["a scope with a backslash", role({ scopes: ["a\\b"] })],
    ["a scope twice", role({ scopes: ["a", "a"] })],
    ["an action without a service", role({ actions: ["Get"] })],
    ["an action with * inside", role({ actions: ["ledger:*Get"] })],
    ["a resource by path", role({ resources: ["/etc/passwd"] })],
    ["an authorization detail without a type", role({ authorizationDetails: [{ actions: ["a"] }] })],
    ["an authorization detail in our name", role({ authorizationDetails: [{ type: "URN:daypass:grant" }] })],
    [
      "authorization details that no header carries",
      role({ authorizationDetails: [{ type: "a", x: "y".repeat(5000) }] }),
    ],
    ["a duration of months", role({ duration: { max: "P1M" } })],
    ["a duration of zero", role({ duration: { max: "0h" } })],
    ["a negative duration", role({ duration: { max: "-1h" } })],
    ["a duration that is a number", role({ duration: { max: 3600 } })],
    ["a duration of 50,000 characters", role({ duration: { max: `P${"1".repeat(50_000)}D` } })],
    ["a misspelt field", role({ durations: { max: "1h" } })],
    ["a ticket that is a boolean", role({ justification: { ticket: true } })],
    ["a justification of 501 characters", role({ justification: { minLength: 501 } })],
    ["a risk of its own", role({ risk: "extreme" })],
    ["breakGlass as text", role({ breakGlass: "yes" })],
    ["a policy without stages", policy({ expiresAfter: "1h" })],
    [
      "a policy with stages and autoApprove",
      policy({ stages: [{ approvers: ["owners"] }], autoApprove: {} }),
    ],
    ["a policy with no stage", policy({ stages: [] })],
    ["six stages", policy({ stages: Array.from({ length: 6 }, () => ({ approvers: ["owners"] })) })],
    ["a stage without approvers", stage({ approvers: [] })],
    ["a stage of anybody", stage({ approvers: ["anybody"] })],
    ["a stage of a schedule without a name", stage({ approvers: ["oncall:"] })],
    ["a stage of a schedule of another namespace", stage({ approvers: ["oncall:other/payments"] })],
    ["a stage of a schedule by address", stage({ approvers: ["oncall:https://evil.example/x.ics"] })],
    ["a schedule that owns", { ...base, owners: ["oncall:default/payments"] }],
    ["a schedule that may ask", role({ eligible: ["oncall:default/payments"] })],
    [
      "a schedule that reviews",
      policy({ autoApprove: {}, postReview: { within: "1d", reviewers: ["oncall:payments"] } }),
    ],
    ["a schedule named twice", stage({ approvers: ["oncall:payments", "oncall:default/payments"] })],
    ["a stage that needs nobody", stage({ required: 0 })],
    ["a stage that needs half a person", stage({ required: 1.5 })],
    ["a link to a script", { ...base, links: [{ url: "javascript:alert(1)" }] }],
    ["a link over http", { ...base, links: [{ url: "http://example.com" }] }],
    ["a link with a password", { ...base, links: [{ url: "https://user:pw@example.com/" }] }],
    ["a link with a second host", { ...base, links: [{ url: "https://example.com/@evil.example" }] }],
    ["a title of two lines", { ...base, title: "a\nb" }],
    ["a title with hidden direction", { ...base, title: "a\u2066b" }],
    ["a title of 121 characters", { ...base, title: "a".repeat(121) }],
    ["a description with an escape sequence", { ...base, description: "\u001b[31m" }],
    ["an issuer over http", trust({ issuer: "http://169.254.169.254/latest" })],
    ["an issuer that is a file", trust({ issuer: "file:///etc/passwd" })],
    ["a mapping without a match", trust({ mappings: [{ match: [], grant: "owner" }] })],
    ["a match with two operators", match({ contains: "x", equals: "x" })],
    ["a match with none", match({})],
    ["a match of what is not there", match({ exists: false })],
    ["a match by regular expression", match({ matches: ".*" })],
    ["an audience with a space", { ...base, token: { audience: "a b" } }],
    ["another schema version", { ...base, schemaVersion: 2 }],
    ["a list for a map", { ...base, roles: [{ scopes: ["read"] }] }],
  ])("%s", (_what, value) => expect(accessTrait.safeParse(value).success).toBe(false));
});

describe("the schema accepts", () => {
  test.each<[string, unknown]>([
    ["the smallest", base],
    ["ISO 8601", role({ duration: { default: "PT30M", max: "P1DT12H" } })],
    ["details of an API's own", role({ authorizationDetails: [{ type: "urn:x", limit: { amount: 5 } }] })],
    ["a loopback issuer, for trying things out", trust({ issuer: "http://localhost:4000" })],
    ["a workload's name", { ...base, owners: ["spiffe://example.org/ns/a/sa/b"] }],
    ["a title in any script", { ...base, title: "注文サービス – côté clients" }],
    ["a description of several lines", { ...base, description: "a\n\tb" }],
  ])("%s", (_what, value) => expect(accessTrait.safeParse(value).success).toBe(true));

  test("a reference without a namespace means the default one", () => {
    expect(accessTrait.parse({ ...base, owners: ["group:team"] }).owners).toEqual([team]);
  });
});

/** What the schema cannot say: a trait, and the rules it breaks. */
const broken: [string, unknown, string[]][] = [
  ["an unknown policy", role({ approval: "gone" }), ["error unknown-name roles.reader.approval"]],
  [
    "an unknown policy of an environment",
    { ...base, environments: { p: { approval: "gone" } } },
    ["error unknown-name environments.p.approval"],
  ],
  [
    "an unknown default policy",
    { ...base, defaults: { approval: "gone" } },
    ["error unknown-name defaults.approval"],
  ],
  [
    "an unknown environment",
    role({ environments: ["gone"] }),
    ["error unknown-name roles.reader.environments.0"],
  ],
  [
    "an unknown role in a conflict",
    role({ conflictsWith: ["gone"] }),
    ["error unknown-name roles.reader.conflictsWith.0"],
  ],
  [
    "an unknown role in a mapping",
    trust({ mappings: [{ match: [{ claim: "g", exists: true }], grant: "eligible", roles: ["gone"] }] }),
    ["error unknown-name trust.corp.mappings.0.roles.0"],
  ],
  [
    "an unknown topology",
    { ...base, environments: { p: { topology: "gone" } } },
    ["error unknown-name environments.p.topology"],
  ],
  [
    "a role against itself",
    role({ conflictsWith: ["reader"] }),
    ["error self-conflict roles.reader.conflictsWith.0"],
  ],
  [
    "default above max",
    role({ duration: { default: "2h", max: "1h" } }),
    ["error duration-order roles.reader.duration.default"],
  ],
  [
    "the service's default above its max",
    { ...base, defaults: { duration: { default: "2h", max: "1h" } } },
    ["error duration-order defaults.duration.default"],
  ],
  [
    "a role longer than the service default",
    { ...role({ duration: { max: "9h" } }), defaults: { duration: { max: "8h" } } },
    ["warning capped-duration roles.reader.duration.max"],
  ],
  [
    "a role proposed for longer than the service default",
    { ...role({ duration: { default: "9h" } }), defaults: { duration: { max: "8h" } } },
    ["warning capped-duration roles.reader.duration.default"],
  ],
  [
    "a risky role that nobody reviews",
    { ...role({ risk: "high", approval: "a" }), approvalPolicies: { a: { autoApprove: {} } } },
    ["error unreviewed-auto-approval roles.reader.approval"],
  ],
  [
    "the same by the environment",
    {
      ...role({ risk: "critical" }),
      approvalPolicies: { a: { autoApprove: {} } },
      environments: { p: { approval: "a" } },
    },
    ["error unreviewed-auto-approval environments.p.approval"],
  ],
  [
    "two of one person",
    {
      ...base,
      owners: ["user:default/a"],
      approvalPolicies: { a: { stages: [{ approvers: ["owners"], required: 2 }] } },
    },
    ["error too-few-approvers approvalPolicies.a.stages.0.required"],
  ],
  [
    "only workloads, which never approve",
    { ...base, approvalPolicies: { a: { stages: [{ approvers: ["spiffe://d/p"] }] } } },
    ["error too-few-approvers approvalPolicies.a.stages.0.approvers"],
  ],
  [
    "nobody but the one who asks",
    {
      ...role({ approval: "a", eligible: ["user:default/a"] }),
      approvalPolicies: { a: { stages: [{ approvers: ["user:default/a"] }] } },
    },
    ["error too-few-approvers approvalPolicies.a.stages.0.approvers"],
  ],
  [
    "more places than anybody asks in",
    {
      ...role({}),
      roles: Object.fromEntries(Array.from({ length: 61 }, (_, index) => [`r${index}`, { scopes: ["a"] }])),
      environments: Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`e${index}`, {}])),
    },
    ["error too-many-places roles"],
  ],
  [
    "more text than anybody writes",
    {
      ...role({}),
      roles: Object.fromEntries(
        Array.from({ length: 40 }, (_, index) => [
          `r${index}`,
          { scopes: ["a"], description: "x".repeat(1_900) },
        ]),
      ),
    },
    ["error trait-too-large "],
  ],
  [
    "an environment no role uses",
    { ...role({ environments: ["p"] }), environments: { p: {}, q: {} } },
    ["warning unused-environment environments.q"],
  ],
  [
    "an issuer that nobody registered",
    trust({ issuer: "https://other.example.com" }),
    ["warning inert-trust trust.corp.issuer"],
  ],
  [
    "owners by claim where the platform forbids it",
    trust({ mappings: [{ match: [{ claim: "g", exists: true }], grant: "owner" }] }),
    ["warning inert-trust trust.corp.mappings.0.grant"],
  ],
  [
    "an audience that is not all that the platform takes",
    trust({ audiences: ["another"] }),
    ["warning inert-trust trust.corp.audiences"],
  ],
  ["every audience that the platform takes", trust({ audiences: ["daypass", "another"] }), []],
  [
    "a subject that the platform does not go by",
    trust({ subjectClaim: "oid" }),
    ["warning inert-trust trust.corp.subjectClaim"],
  ],
];

describe("rules beyond the schema", () => {
  const around = {
    topologies: ["prod"],
    issuers: [{ issuer: "https://login.example.com", allowOwnerMappings: false, audiences: ["daypass"] }],
  };
  test.each(broken)("%s", (_what, value, expected) => {
    const problems = checkTraitRules(accessTrait.parse(value), around);
    expect(problems.map(({ severity, rule, path }) => `${severity} ${rule} ${path.join(".")}`)).toEqual(
      expected,
    );
  });

  test("a sound trait has no problem", () => {
    const sound = {
      ...role({ risk: "high", approval: "a" }),
      approvalPolicies: { a: { stages: [{ approvers: ["owners"], required: 2 }] } },
      environments: { p: { topology: "prod" } },
    };
    expect(checkTraitRules(accessTrait.parse(sound), around)).toEqual([]);
  });
});

test("the digest is of what is said, not of how it is spelt", () => {
  expect(digestOf({ a: 1, b: [true] })).toBe(digestOf({ b: [true], a: 1.0 }));
  expect(digestOf({ a: 1 })).not.toBe(digestOf({ a: "1" }));
  expect(digestOf({})).toBe("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
});
