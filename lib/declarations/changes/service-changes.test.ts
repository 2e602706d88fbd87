import { describe, expect, test } from "vitest";
import { having, linesBetween, operator, orders, type Row, testRows } from "./test-changes";

const owner = (match: { claim: string; contains: string }[], grant: "owner" | "approver") =>
  having({ trust: { corp: { issuer: "https://login.example.com", mappings: [{ match, grant }] } } });
const token = (settings: NonNullable<typeof orders.token>) => having({ token: settings });
const { reader = {} } = orders.roles;

test("a service comes whole, and goes whole", () => {
  expect(linesBetween(null, orders)).toEqual([
    "widening new-service */*: the service is new, and payments owns it",
    "widening new-role reader/*: reader is a new role for engineering, held for up to 4 h: Read orders (scope orders:read)",
    "widening new-role operator/*: operator is a new role for engineering, held for up to 2 h: Write orders (scope orders:write)",
  ]);
  expect(linesBetween(orders, null)).toEqual([
    "narrowing service-removed */*: the service is gone, with all of its roles",
  ]);
  expect(linesBetween(null, null)).toEqual([]);
});

describe("owners, roles and environments", () => {
  testRows([
    [
      "another owner, who decides too",
      orders,
      having({ owners: ["group:default/payments", "group:default/ledger"] }),
      [
        "widening new-approver */*: ledger may now decide for every role",
        "widening new-owner */*: ledger owns the service from now on",
      ],
    ],
    [
      "an owner less",
      having({ owners: ["group:default/payments", "group:default/ledger"] }),
      orders,
      [
        "narrowing approver-removed */*: ledger may no longer decide for every role",
        "narrowing owner-removed */*: ledger no longer owns the service",
      ],
    ],
    [
      "owners by claim",
      orders,
      owner([{ claim: "groups", contains: "pay" }], "owner"),
      [
        "widening new-owner-claim */*: whoever has pay among groups at login.example.com owns the service from now on",
      ],
    ],
    [
      "approvers by claim",
      orders,
      owner([{ claim: "groups", contains: "pay" }], "approver"),
      [
        "widening new-approver-claim */*: whoever has pay among groups at login.example.com may now decide for every role where owners may",
      ],
    ],
    [
      "approvers by claim instead of owners by claim",
      owner([{ claim: "groups", contains: "pay" }], "owner"),
      owner([{ claim: "groups", contains: "pay" }], "approver"),
      [
        "widening new-approver-claim */*: whoever has pay among groups at login.example.com may now decide for every role where owners may",
        "narrowing owner-claim-removed */*: whoever has pay among groups at login.example.com no longer owns the service",
      ],
    ],
    [
      "a role by another name is a new one",
      having({ roles: { reader } }),
      having({ roles: { viewer: reader } }),
      [
        "widening new-role viewer/*: viewer is a new role for engineering, held for up to 4 h: Read orders (scope orders:read)",
        "narrowing role-removed reader/*: reader is gone",
      ],
    ],
    [
      "a role in one more environment",
      operator({ environments: ["staging"] }),
      operator({}),
      ["widening new-environment operator/production: operator in production may now be asked for"],
    ],
    [
      "an environment more",
      having({ environments: { staging: {} } }),
      orders,
      ["widening new-environment */production: every role in production may now be asked for"],
    ],
    [
      "an environment less for one role",
      operator({}),
      operator({ environments: ["production"] }),
      ["narrowing environment-removed operator/staging: operator in staging may no longer be asked for"],
    ],
    [
      "environments where there were none",
      having({ environments: undefined }),
      having({ environments: { production: {} } }),
      [
        "widening new-environment */production: every role in production may now be asked for",
        "narrowing environment-removed */*: every role may no longer be asked for without an environment",
      ],
    ],
    [
      "an environment that no role uses",
      operator({}, { environments: { staging: {}, production: {} } }),
      operator({}),
      [],
    ],
  ] satisfies Row[]);
});

describe("tokens", () => {
  testRows([
    [
      "another audience waits whole, as it is neither more nor less",
      token({ audience: "urn:a" }),
      token({ audience: "urn:b" }),
      ["widening audience-replaced */*: tokens of every role are now for urn:b and no longer for urn:a"],
    ],
    [
      "another audience in one environment",
      orders,
      having({ environments: { staging: {}, production: { audience: "https://p.example" } } }),
      [
        "widening audience-replaced */production: tokens of every role in production are now for https://p.example and no longer for the service's own name",
      ],
    ],
    [
      "a longer life",
      token({ lifetime: "5m" }),
      token({}),
      [
        "widening longer-token */*: tokens of every role now live as long as the platform lets them instead of 5 min",
      ],
    ],
    [
      "a shorter life",
      token({ lifetime: "10m" }),
      token({ lifetime: "5m" }),
      ["narrowing shorter-token */*: tokens of every role now live 5 min instead of 10 min"],
    ],
    [
      "no key",
      token({ binding: "dpop" }),
      token({}),
      ["widening token-unbound */*: tokens of every role are no longer bound to a key (dpop)"],
    ],
    [
      "no certificate, which nobody could check",
      token({ binding: "mtls" }),
      token({}),
      [
        "widening token-unbound */*: tokens of every role are no longer bound to a key (mtls)",
        "widening requestable */*: every role can now be asked for: nothing in it is beyond this version any more",
      ],
    ],
    [
      "another kind of key",
      token({ binding: "dpop" }),
      token({ binding: "mtls" }),
      [
        "widening token-binding-replaced */*: tokens of every role are now bound to a key by mtls instead of dpop",
        "narrowing not-requestable */*: every role can no longer be asked for: this version cannot enforce tokens bound to a client certificate (token.binding: mtls)",
      ],
    ],
    [
      "tokens that are read without asking",
      token({ format: "opaque" }),
      token({ format: "at+jwt" }),
      [
        "widening token-self-contained */*: tokens of every role are no longer opaque: services read them without asking",
      ],
    ],
    [
      "more about their holder, which is nothing an owner could say yes to",
      token({ claims: ["name"] }),
      token({ claims: ["name", "email"] }),
      ["neutral token-claims */*: tokens of every role now say name and email of their holder"],
    ],
  ] satisfies Row[]);
});

describe("words", () => {
  testRows([
    [
      "about the service",
      orders,
      having({
        title: "Orders API",
        description: "All orders",
        system: "shop",
        lifecycle: "deprecated",
        links: [{ url: "https://docs.example" }],
      }),
      [
        "neutral title */*: the service is now called Orders API",
        "neutral description */*: the service is described anew",
        "neutral system */*: the service is now part of shop",
        "neutral lifecycle */*: the service is now declared deprecated",
        "neutral links */*: the service has other links",
      ],
    ],
    [
      "about a role and an environment",
      operator({}),
      operator({ title: "Operate" }, { environments: { staging: { tier: "staging" }, production: {} } }),
      [
        "neutral role-description operator/*: operator is described anew",
        "neutral environment-description */staging: environment staging is described anew",
      ],
    ],
    [
      "what is proposed at first",
      operator({ duration: { max: "2h" } }),
      operator({ duration: { default: "30m", max: "2h" } }),
      ["neutral proposed-duration operator/*: whoever asks for operator is now offered 30 min at first"],
    ],
    [
      "a place for a ticket",
      operator({}),
      operator({ justification: { ticket: "optional" } }),
      ["neutral ticket-field operator/*: a request for operator now has a place for a ticket"],
    ],
    [
      "the same, written otherwise",
      operator({ duration: { max: "2h" } }),
      operator({ duration: { max: "PT2H" }, eligible: ["group:default/engineering"], risk: "medium" }),
      [],
    ],
  ] satisfies Row[]);
});
