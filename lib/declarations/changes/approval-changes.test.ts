import { describe } from "vitest";
import type { ApprovalPolicy } from "../approval-policy";
import { operator, type Row, testRows } from "./test-changes";

/** Operator decided by this policy. Whoever may ask for it: engineering. */
const decided = (policy: ApprovalPolicy) =>
  operator({ approval: "own", duration: { max: "8h" } }, { approvalPolicies: { own: policy } });
const by = (...stages: NonNullable<ApprovalPolicy["stages"]>) => decided({ stages });
const security = "group:default/security";
const support = "group:default/support";

describe("what needs less of a yes waits", () => {
  testRows([
    [
      "one more who may decide",
      by({ approvers: ["owners"] }),
      by({ approvers: ["owners", security] }),
      ["widening new-approver operator/*: security may now decide for operator"],
    ],
    [
      "whoever is on call besides",
      by({ approvers: ["owners"] }),
      by({ approvers: ["owners", "oncall:default/payments"] }),
      ["widening new-approver operator/*: payments on-call may now decide for operator"],
    ],
    [
      "whoever is on call instead",
      by({ approvers: [security] }),
      by({ approvers: ["oncall:default/payments"] }),
      [
        "widening new-approver operator/*: payments on-call may now decide for operator",
        "narrowing approver-removed operator/*: security may no longer decide for operator",
      ],
    ],
    [
      "no yes at all, for whoever is on call",
      by({ approvers: ["owners"] }),
      decided({ autoApprove: { eligible: ["oncall:default/payments"] } }),
      [
        "widening automatic-approval operator/*: operator is now approved at once for payments on-call, without a yes of one of payments",
        "narrowing automatic-approval-limited operator/*: operator is now only for payments on-call",
      ],
    ],
    [
      "one yes less",
      by({ approvers: [security], required: 3 }),
      by({ approvers: [security], required: 2 }),
      ["widening fewer-approvals operator/*: two people must say yes for operator instead of three"],
    ],
    [
      "a step less",
      by({ name: "owner", approvers: ["owners"] }, { name: "security", approvers: [security] }),
      by({ name: "owner", approvers: ["owners"] }),
      ["widening step-removed operator/*: one of security need no longer say yes for operator"],
    ],
    [
      "steps joined into fewer seats",
      by({ name: "a", approvers: [security] }, { name: "b", approvers: [security] }),
      by({ name: "c", approvers: [security, support], required: 2 }),
      [
        "widening looser-approval operator/*: operator now needs two of security or support instead of one of security, then one of security",
      ],
    ],
    [
      "one's own yes",
      by({ approvers: ["owners"] }),
      decided({ stages: [{ approvers: ["owners"] }], allowSelfApproval: true }),
      ["widening self-approval operator/*: approvers may now say yes to their own requests for operator"],
    ],
    [
      "no yes at all",
      by({ approvers: ["owners"] }),
      decided({ autoApprove: {} }),
      [
        "widening automatic-approval operator/*: operator is now approved at once for everybody who may ask, without a yes of one of payments",
      ],
    ],
    [
      "no yes at all, for some and for less long: the others get nothing",
      by({ approvers: ["owners"] }),
      decided({ autoApprove: { eligible: [support], maxDuration: "1h" } }),
      [
        "narrowing shorter-access operator/*: operator may now be held for 1 h instead of 8 h",
        "widening automatic-approval operator/*: operator is now approved at once for support, up to 1 h, without a yes of one of payments",
        "narrowing automatic-approval-limited operator/*: operator is now only for support",
      ],
    ],
    [
      "an automatic yes for more",
      decided({ autoApprove: { eligible: [support] } }),
      decided({ autoApprove: { eligible: [support, security] } }),
      ["widening automatic-approval-opened operator/*: operator is now approved at once for security too"],
    ],
    [
      "an automatic yes for everybody",
      decided({ autoApprove: { eligible: [support] } }),
      decided({ autoApprove: {} }),
      ["widening automatic-approval-opened operator/*: operator is no longer only for support"],
    ],
    [
      "an automatic yes for longer",
      decided({ autoApprove: { maxDuration: "1h" } }),
      decided({ autoApprove: { maxDuration: "2h" } }),
      ["widening longer-access operator/*: operator may now be held for 2 h instead of 1 h"],
    ],
    [
      "people instead of an automatic yes for few: the others may now ask",
      decided({ autoApprove: { eligible: [support] } }),
      by({ approvers: ["owners"] }),
      [
        "narrowing no-automatic-approval operator/*: operator now needs a yes of one of payments, and is no longer approved at once for support",
        "widening automatic-approval-opened operator/*: operator is no longer only for support",
      ],
    ],
    [
      "a review less",
      decided({ stages: [{ approvers: ["owners"] }], postReview: { within: "24h", reviewers: [security] } }),
      by({ approvers: ["owners"] }),
      ["widening review-loosened operator/*: nobody needs to review the use of operator any more"],
    ],
    [
      "a sooner review, by others altogether",
      decided({ autoApprove: {}, postReview: { within: "24h", reviewers: [security] } }),
      decided({ autoApprove: {}, postReview: { within: "12h", reviewers: [support] } }),
      [
        "widening reviewers-replaced operator/*: the use of operator is now reviewed within 12 h by support, and was within 1 d by security",
        "narrowing review-tightened operator/*: the use of operator is now reviewed within 12 h by support, and was within 1 d by security",
      ],
    ],
    [
      "a later review, by more people",
      decided({ autoApprove: {}, postReview: { within: "24h", reviewers: [security] } }),
      decided({ autoApprove: {}, postReview: { within: "48h", reviewers: [security, support] } }),
      [
        "widening review-loosened operator/*: the use of operator is now reviewed within 2 d by security or support, and was within 1 d by security",
      ],
    ],
  ] satisfies Row[]);
});

describe("what needs more of a yes acts at once", () => {
  testRows([
    [
      "one yes more",
      by({ approvers: [security] }),
      by({ approvers: [security], required: 2 }),
      ["narrowing more-approvals operator/*: two people must say yes for operator instead of one"],
    ],
    [
      "one fewer who may decide, in one of two steps",
      by({ name: "owner", approvers: ["owners", security] }, { approvers: [support] }),
      by({ name: "owner", approvers: ["owners"] }, { approvers: [support] }),
      ["narrowing approver-removed operator/*: security may no longer decide for operator, step owner"],
    ],
    [
      "a step more",
      by({ name: "owner", approvers: ["owners"] }),
      by({ name: "security", approvers: [security] }, { name: "owner", approvers: ["owners"] }),
      ["narrowing new-step operator/*: one of security must now say yes too for operator"],
    ],
    [
      "a step split into one of the owners alone and one of either",
      by({ name: "a", approvers: ["owners", security], required: 2 }),
      by({ name: "a", approvers: ["owners"] }, { name: "b", approvers: ["owners", security] }),
      [
        "narrowing stricter-approval operator/*: operator now needs one of payments, then one of payments or security instead of two of payments or security",
      ],
    ],
    [
      "people instead of an automatic yes for all",
      decided({ autoApprove: {} }),
      by({ approvers: ["owners"] }),
      [
        "narrowing no-automatic-approval operator/*: operator now needs a yes of one of payments, and is no longer approved at once for everybody who may ask",
      ],
    ],
    [
      "an automatic yes for fewer",
      decided({ autoApprove: { eligible: [support, security] } }),
      decided({ autoApprove: { eligible: [support] } }),
      [
        "narrowing automatic-approval-limited operator/*: operator is no longer approved at once for security",
      ],
    ],
  ] satisfies Row[]);
});

describe("of other people it is both", () => {
  testRows([
    [
      "another group",
      by({ approvers: [security] }),
      by({ approvers: [support] }),
      [
        "widening new-approver operator/*: support may now decide for operator",
        "narrowing approver-removed operator/*: security may no longer decide for operator",
      ],
    ],
    [
      "more people of whom more must",
      by({ approvers: [security] }),
      by({ approvers: [security, support], required: 2 }),
      [
        "widening new-approver operator/*: support may now decide for operator",
        "narrowing more-approvals operator/*: two people must say yes for operator instead of one",
      ],
    ],
  ] satisfies Row[]);
});

describe("what changes nothing of who gets what is only said", () => {
  testRows([
    ["a policy by another name", by({ approvers: ["owners"] }), operator({ duration: { max: "8h" } }), []],
    [
      "owners by name",
      by({ approvers: ["owners", security] }),
      by({ approvers: [security, "group:default/payments"] }),
      [],
    ],
    [
      "a request that waits longer",
      decided({ stages: [{ approvers: ["owners"] }], expiresAfter: "2h" }),
      decided({ stages: [{ approvers: ["owners"] }], expiresAfter: "48h" }),
      [
        "neutral waiting-time operator/*: a request for operator now waits up to 1 d for a decision instead of 2 h",
      ],
    ],
    [
      "a step that waits less long",
      by({ name: "owner", approvers: ["owners"] }),
      by({ name: "owner", approvers: ["owners"], timeout: "1h" }),
      ["neutral step-time operator/*: step owner of a request for operator now waits up to 1 h"],
    ],
    [
      "the same steps the other way round",
      by({ name: "owner", approvers: ["owners"] }, { name: "security", approvers: [security] }),
      by({ name: "security", approvers: [security] }, { name: "owner", approvers: ["owners"] }),
      [
        "neutral approval-steps operator/*: operator is now decided by one of security, then one of payments, which asks for as much",
      ],
    ],
  ] satisfies Row[]);
});
