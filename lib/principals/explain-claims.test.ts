import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { IssuerConfig } from "@/lib/config/config";
import { testIssuer } from "@/lib/config/test-config";
import { explainClaims, explainMembership } from "./explain-claims";
import { mapClaims } from "./map-claims";

const issuer: IssuerConfig = {
  ...testIssuer,
  name: "corp",
  claims: { ...testIssuer.claims, user: "login", keep: ["team", "org/unit"] },
  mappings: [
    {
      match: [
        { claim: "team", in: ["ledger", "tax"] },
        { claim: "org/unit", like: "fin-*" },
      ],
      groups: ["group:default/finance"],
    },
  ],
};
const claims = {
  sub: "u1",
  name: "Riley",
  login: "riley",
  groups: ["engineering", "Chess Club", "Finance"],
  team: "ledger",
  org: { unit: "it-1" },
  locale: "en",
};

it("says of every claim what became of it", () => {
  const explained = explainClaims(issuer, claims).claims;
  expect(Object.fromEntries(explained.map(({ name, becomes }) => [name, becomes]))).toEqual({
    sub: ["the account, together with the issuer"],
    name: ["the name"],
    login: ["user:default/riley"],
    groups: [
      "group:default/engineering",
      '"Chess Club": no reference: a name has letters, digits, dots, dashes and underscores, at most 63',
      "group:default/Finance",
    ],
    team: ["kept as team for trust mappings of declarations", "looked at by mapping 1"],
    org: ["kept as org/unit for trust mappings of declarations", "looked at by mapping 1"],
    locale: [],
  });
});

describe("why not in finance", () => {
  const why = (more: object = {}, group = "group:default/finance") =>
    explainMembership(issuer, { ...claims, ...more }, group);

  it("names the group that differs in spelling, and what a mapping still lacks", () => {
    expect(why()).toEqual({
      member: false,
      explanation:
        'corp sends "engineering", "Chess Club", "Finance" in its claim groups, and nothing that becomes group:default/finance. "Finance" differs only in how it is written: references are compared letter by letter. A mapping would bring it if org/unit looks like fin-*. Ask whoever looks after the groups there; a change counts from the next sign-in on.',
    });
  });
  it("says that no group was sent at all", () => {
    expect(why({ groups: undefined }).explanation).toContain("corp sends no group in its claim groups.");
  });
  it("says that an issuer cannot name what is not its own", () => {
    expect(why({}, "group:other/finance").explanation).toContain("Its groups begin with group:default/");
  });
  it("names the claim or the mapping that it comes from", () => {
    expect(why({ groups: ["finance"] })).toEqual({
      member: true,
      explanation: 'corp sends "finance" in its claim groups.',
    });
    expect(why({ org: { unit: "fin-2" } })).toEqual({
      member: true,
      explanation:
        "A mapping of daypass.yaml holds: team is one of ledger, tax and org/unit looks like fin-*.",
    });
  });
});

it("never says otherwise than what the mapping did", () => {
  const name = fc.constantFrom(
    "finance",
    "Finance",
    "a b",
    "group:default/finance",
    "group:other/finance",
    "",
  );
  fc.assert(
    fc.property(
      fc.record(
        {
          groups: fc.oneof(fc.array(name), name, fc.constant(7)),
          team: fc.constantFrom("ledger", "tax", "x", 1),
          org: fc.oneof(
            fc.record({ unit: fc.constantFrom("fin-1", "fin", "fin-a/b") }),
            fc.constant("fin-1"),
          ),
        },
        { requiredKeys: [] },
      ),
      fc.constantFrom("group:default/finance", "group:default/Finance", "group:other/finance"),
      (random, group) => {
        const received = { sub: "u1", ...random };
        expect(explainMembership(issuer, received, group).member).toBe(
          mapClaims(issuer, received).groups.includes(group),
        );
      },
    ),
  );
});
