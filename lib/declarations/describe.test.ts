import { expect, test } from "vitest";
import { approvalRules } from "./approval-rules";
import { approvalWords, durationWords, oneOfWords, permissionWords, referenceWords } from "./describe";
import type { AccessTrait } from "./trait";

const trait: AccessTrait = {
  owners: ["group:default/payments-team"],
  roles: {},
  approvalPolicies: {
    two: {
      stages: [
        { approvers: ["owners"] },
        { approvers: ["group:default/security-oncall", "user:ops/jane"], required: 2 },
      ],
    },
    auto: { autoApprove: { eligible: ["group:default/engineering"], maxDuration: "2h" } },
    open: { autoApprove: {} },
  },
};

test.each([
  [undefined, "one of payments-team"],
  ["two", "one of payments-team, then two of security-oncall or ops/jane"],
  ["auto", "at once for engineering, up to 2 h"],
  ["open", "at once for everybody who may ask"],
])("who decides: %s", (policy, words) => {
  expect(approvalWords(approvalRules(trait, policy, 3600))).toBe(words);
});

test.each([
  [45, "45 s"],
  [1800, "30 min"],
  [5400, "1 h 30 min"],
  [129_600, "1 d 12 h"],
  [0, "0 s"],
])("%i seconds", (seconds, words) => expect(durationWords(seconds)).toBe(words));

test("what a role lets its holder do", () => {
  const rules = {
    actions: ["ledger:RepostEntry", "ledger:Get*", "ledger:*"],
    scopes: ["ledger:read", "write:feature-flags", "openid"],
    resources: ["urn:payments:ledger/eu/*"],
    authorizationDetails: [
      { type: "urn:example:ledger", actions: ["repost", "lock"], locations: ["https://ledger.example.com"] },
    ],
  };
  expect(permissionWords(rules)).toEqual([
    "Repost entry in ledger",
    "Everything in ledger that starts with Get",
    "Everything in ledger",
    "Read ledger (scope ledger:read)",
    "Write feature flags (scope write:feature-flags)",
    "Scope openid",
    "Repost and lock (urn:example:ledger) at https://ledger.example.com",
    "Only on everything under urn:payments:ledger/eu/",
  ]);
});

test("names", () => {
  expect(referenceWords("group:default/audit")).toBe("audit");
  expect(referenceWords("spiffe://d/p")).toBe("spiffe://d/p");
  expect(oneOfWords(["a", "b", "c"])).toBe("a, b or c");
  expect(oneOfWords([])).toBe("");
});
