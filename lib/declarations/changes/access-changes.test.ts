import { describe } from "vitest";
import { having, operator, orders, type Row, testRows } from "./test-changes";
import type { Mapping } from "./trust";

type ClaimMatch = Mapping["match"][number];

const places = (staging: object, production: object) => having({ environments: { staging, production } });
const justification = (minLength: number, ticket?: "optional" | "required") =>
  operator({ justification: { minLength, ticket } });
const trusting = (match: ClaimMatch[], roles?: string[]) =>
  having({
    trust: {
      corp: {
        issuer: "https://login.example.com",
        mappings: [{ match: [{ claim: "groups", contains: "ops" }, ...match], grant: "eligible", roles }],
      },
    },
  });

describe("what gives more waits", () => {
  testRows([
    [
      "somebody who asks for others",
      operator({ onBehalf: ["group:default/leads"] }),
      operator({ onBehalf: ["group:default/leads", "user:default/kim"] }),
      ["widening new-asker-for-others operator/*: kim may now ask for operator for others (onBehalf)"],
    ],
    [
      "others than before who ask for others",
      operator({ onBehalf: ["group:default/leads"] }),
      operator({ onBehalf: ["user:default/kim"] }),
      [
        "widening new-asker-for-others operator/*: kim may now ask for operator for others (onBehalf)",
        "narrowing asker-for-others-removed operator/*: leads may no longer ask for operator for others (onBehalf)",
      ],
    ],
    [
      "a longer maximum of one role",
      operator({ duration: { max: "2h" } }),
      operator({ duration: { max: "8h" } }),
      ["widening longer-access operator/*: operator may now be held for 8 h instead of 2 h"],
    ],
    [
      "a longer maximum of an environment",
      places({}, { maxDuration: "1h" }),
      places({}, { maxDuration: "90m" }),
      [
        "widening longer-access */production: every role in production may now be held for 1 h 30 min instead of 1 h",
      ],
    ],
    [
      "no maximum, up to that of the platform",
      operator({ duration: { max: "2h" } }),
      operator({}),
      ["widening longer-access operator/*: operator may now be held for 12 h instead of 2 h"],
    ],
    [
      "more people who may ask, for every role at once",
      orders,
      having({ defaults: { eligible: ["group:default/engineering", "user:ops/jane"] } }),
      ["widening new-requester */*: ops/jane may now ask for every role"],
    ],
    [
      "more people who may ask for one",
      operator({ eligible: [] }),
      operator({ eligible: ["group:default/support"] }),
      ["widening new-requester operator/*: support may now ask for operator"],
    ],
    [
      "a new trust mapping",
      orders,
      trusting([], ["reader"]),
      [
        "widening new-requester-claim reader/*: whoever has ops among groups at login.example.com may now ask for reader",
      ],
    ],
    [
      "a mapping with fewer conditions",
      trusting([{ claim: "level", equals: 3 }]),
      trusting([]),
      [
        "widening new-requester-claim */*: whoever has ops among groups at login.example.com may now ask for every role",
      ],
    ],
    [
      "a mapping with a weaker condition",
      trusting([{ claim: "unit", equals: "x" }]),
      trusting([{ claim: "unit", in: ["x", "y"] }]),
      [
        "widening new-requester-claim */*: whoever has ops among groups and has unit x or y at login.example.com may now ask for every role",
      ],
    ],
    [
      "a mapping for more roles",
      trusting([], ["reader"]),
      trusting([], ["reader", "operator"]),
      [
        "widening new-requester-claim operator/*: whoever has ops among groups at login.example.com may now ask for operator",
      ],
    ],
    [
      "a scope",
      operator({ scopes: ["a"] }),
      operator({ scopes: ["a", "b"] }),
      ["widening new-scope operator/*: operator now also allows: Scope b"],
    ],
    [
      "an action that no pattern covered",
      operator({ actions: ["orders:Get*"] }),
      operator({ actions: ["orders:Get*", "orders:RefundOrder"] }),
      ["widening new-action operator/*: operator now also allows: Refund order in orders"],
    ],
    [
      "a wider pattern",
      operator({ actions: ["orders:GetOrder"] }),
      operator({ actions: ["orders:Get*"] }),
      ["widening new-action operator/*: operator now also allows: Everything in orders that starts with Get"],
    ],
    [
      "another resource",
      operator({ resources: ["urn:o:eu/*"] }),
      operator({ resources: ["urn:o:eu/*", "urn:o:us/1"] }),
      ["widening new-resource operator/*: operator now also acts on urn:o:us/1"],
    ],
    [
      "no list of resources, which is all of them",
      operator({ resources: ["urn:o:eu/*"] }),
      operator({}),
      [
        "widening new-resource operator/*: operator now acts on all of the service, not only on everything under urn:o:eu/",
      ],
    ],
    [
      "another authorization detail",
      operator({ authorizationDetails: [{ type: "urn:x", actions: ["a"] }] }),
      operator({
        authorizationDetails: [
          { type: "urn:x", actions: ["a"] },
          { type: "urn:y", actions: ["b"] },
        ],
      }),
      ["widening new-authorization-detail operator/*: operator now also allows: B (urn:y)"],
    ],
    [
      "a conflict less",
      operator({ conflictsWith: ["reader"] }),
      operator({}),
      ["widening conflict-removed operator/*: operator and reader may now be held together"],
    ],
    [
      "a shorter reason",
      justification(20),
      justification(10),
      [
        "widening shorter-justification operator/*: operator now needs a reason of at least 10 characters instead of 20",
      ],
    ],
    [
      "a ticket that is optional now",
      justification(20, "required"),
      justification(20, "optional"),
      ["widening ticket-dropped operator/*: operator no longer needs a ticket"],
    ],
    [
      "a lower risk",
      operator({ risk: "high" }),
      operator({}),
      ["widening lower-risk operator/*: operator is now of medium risk instead of high"],
    ],
    [
      "one more class of sign-in",
      operator({ authContext: { acrValues: ["mfa"], maxAge: "5m" } }),
      operator({ authContext: { acrValues: ["mfa", "sms"], maxAge: "5m" } }),
      [
        "widening sign-in-loosened operator/*: operator no longer needs the sign-in that it needed (authContext)",
      ],
    ],
    [
      "no stronger sign-in at all",
      places({}, { authContext: { maxAge: "5m" } }),
      places({}, {}),
      [
        "widening sign-in-loosened */production: every role in production no longer needs the sign-in that it needed (authContext)",
      ],
    ],
    [
      "one more method of sign-in",
      operator({ authContext: { amrValues: ["otp"] } }),
      operator({ authContext: { amrValues: ["otp", "face"] } }),
      [
        "widening sign-in-loosened operator/*: operator no longer needs the sign-in that it needed (authContext)",
      ],
    ],
    [
      "a sign-in that somebody can have, after one that nobody could",
      operator(
        { authContext: { acrValues: ["a"] } },
        { environments: { staging: {}, production: { authContext: { acrValues: ["b"] } } } },
      ),
      operator(
        { authContext: { acrValues: ["a"] } },
        { environments: { staging: {}, production: { authContext: { acrValues: ["a"] } } } },
      ),
      [
        "widening sign-in-loosened */production: every role in production no longer needs the sign-in that it needed (authContext)",
        "narrowing sign-in-tightened reader/production: reader in production now needs a sign-in that it did not need (authContext)",
        "widening requestable operator/production: operator in production can now be asked for: nothing in it is beyond this version any more",
      ],
    ],
    [
      "break-glass, whoever decided before",
      operator({}),
      operator({ breakGlass: true }),
      [
        "narrowing longer-justification operator/*: operator now needs a reason of at least 20 characters instead of 1",
        "widening break-glass operator/*: operator may now be taken at once in an emergency (breakGlass)",
        "narrowing review-tightened operator/*: the use of operator is now reviewed within 1 d by payments",
      ],
    ],
    [
      "no break-glass, and with it no review any more",
      operator({ breakGlass: true }),
      operator({}),
      [
        "widening shorter-justification operator/*: operator now needs a reason of at least 1 characters instead of 20",
        "narrowing no-break-glass operator/*: operator may no longer be taken at once in an emergency (breakGlass)",
        "widening review-loosened operator/*: nobody needs to review the use of operator any more",
      ],
    ],
    [
      "others who decide for a role that nobody decides",
      operator(
        { breakGlass: true, approval: "own" },
        { approvalPolicies: { own: { stages: [{ approvers: ["owners"] }] } } },
      ),
      operator(
        { breakGlass: true, approval: "own" },
        { approvalPolicies: { own: { stages: [{ approvers: ["group:default/b"], required: 2 }] } } },
      ),
      [],
    ],
  ] satisfies Row[]);
});

describe("what does not compare counts both ways", () => {
  testRows([
    [
      "other people",
      operator({ eligible: ["group:default/a"] }),
      operator({ eligible: ["group:default/b"] }),
      [
        "widening new-requester operator/*: b may now ask for operator",
        "narrowing requester-removed operator/*: a may no longer ask for operator",
      ],
    ],
    [
      "another claim",
      trusting([{ claim: "unit", equals: "x" }]),
      trusting([{ claim: "unit", equals: "y" }]),
      [
        "widening new-requester-claim */*: whoever has ops among groups and has unit y at login.example.com may now ask for every role",
        "narrowing requester-claim-removed */*: whoever has ops among groups and has unit x at login.example.com may no longer ask for every role",
      ],
    ],
    [
      "a detail with other members",
      operator({ authorizationDetails: [{ type: "urn:x", actions: ["a"] }] }),
      operator({ authorizationDetails: [{ type: "urn:x", actions: ["b"] }] }),
      [
        "widening new-authorization-detail operator/*: operator now also allows: B (urn:x)",
        "narrowing authorization-detail-removed operator/*: operator no longer allows: A (urn:x)",
      ],
    ],
    [
      "other methods of sign-in",
      operator({ authContext: { amrValues: ["otp"] } }),
      operator({ authContext: { amrValues: ["face"] } }),
      [
        "widening sign-in-loosened operator/*: operator no longer needs the sign-in that it needed (authContext)",
        "narrowing sign-in-tightened operator/*: operator now needs a sign-in that it did not need (authContext)",
      ],
    ],
  ] satisfies Row[]);
});

describe("what gives less acts at once", () => {
  testRows([
    [
      "a shorter maximum, in one environment of one role",
      having({ roles: { reader: orders.roles.reader ?? {} }, environments: { staging: {}, production: {} } }),
      having({
        roles: { reader: orders.roles.reader ?? {} },
        environments: { staging: {}, production: { maxDuration: "1h" } },
      }),
      [
        "narrowing shorter-access reader/production: reader in production may now be held for 1 h instead of 4 h",
      ],
    ],
    [
      "fewer who may ask",
      orders,
      operator({ eligible: [], duration: { max: "2h" } }),
      ["narrowing requester-removed operator/*: engineering may no longer ask for operator"],
    ],
    [
      "an action of a pattern, where the pattern goes",
      operator({ actions: ["orders:*"] }),
      operator({ actions: ["orders:GetOrder"] }),
      ["narrowing action-removed operator/*: operator no longer allows: Everything in orders"],
    ],
    [
      "a list of resources",
      operator({}),
      operator({ resources: ["urn:o:eu/*"] }),
      ["narrowing resource-removed operator/*: operator now acts only on everything under urn:o:eu/"],
    ],
    [
      "a conflict declared by the other side",
      orders,
      having({ roles: { ...orders.roles, reader: { ...orders.roles.reader, conflictsWith: ["operator"] } } }),
      ["narrowing new-conflict operator/*: operator and reader may no longer be held together"],
    ],
    [
      "a ticket and a longer reason",
      operator({}),
      justification(20, "required"),
      [
        "narrowing longer-justification operator/*: operator now needs a reason of at least 20 characters instead of 1",
        "narrowing ticket-required operator/*: operator now needs a ticket",
      ],
    ],
    [
      "a higher risk",
      operator({}),
      operator({ risk: "critical" }),
      ["narrowing higher-risk operator/*: operator is now of critical risk instead of medium"],
    ],
  ] satisfies Row[]);
});
