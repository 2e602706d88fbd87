import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ordersTrait } from "@/lib/db/test-world";
import type { AccessTrait } from "@/lib/declarations/trait";
import type { Impact, ServicePreview } from "./schema";
import { createTestShop, type TestShop, without, withRole } from "./test-shop";

let shop: TestShop;

beforeAll(async () => {
  shop = await createTestShop();
});
afterAll(() => shop.world.drop());

/** An answer in one line each, as somebody would write it down who worked it out by hand. */
function summary({ status, impact, roles, withoutApprover }: ServicePreview & { impact: Impact }): string[] {
  const named = (people: { name: string }[]) => people.map(({ name }) => name).toSorted();
  const rights = impact.people.flatMap(({ role, environment, right, gain, lose }) => [
    ...(gain.count > 0 ? [`gain ${right} ${role} ${environment}: ${named(gain.people)}`] : []),
    ...(lose.count > 0 ? [`lose ${right} ${role} ${environment}: ${named(lose.people)}`] : []),
  ]);
  return [
    status,
    ...roles.added.map((role) => `+${role}`),
    ...roles.removed.map((role) => `-${role}`),
    ...rights.toSorted(),
    ...impact.grants.map(({ effect, holder, role }) => `${effect} ${holder.name} ${role}`),
    ...impact.requests.map(({ effect, requester, role }) => `${effect} ${requester.name} ${role}`),
    ...impact.decided.counts.map(({ outcome, count }) => `${count} ${outcome}`),
    ...withoutApprover.map(({ role, environment, stage }) => `nobody for ${role} ${environment} ${stage}`),
  ];
}

// What is replaced as a whole, owners or the approvers of a step, waits for a yes and closes nothing before.
// Seats of "pair" and of owners: olivia alone is known in orders-team, so a second one is missing from the beginning.
const pairs = ["nobody for pair staging owner", "nobody for pair production owner"];

describe("worked out by hand", () => {
  it.each<[string, AccessTrait | null, string[]]>([
    ["the same", { ...ordersTrait }, []],
    ["other words", { ...ordersTrait, description: "New words" }, ["changed", ...pairs]],
    [
      "a role is gone that somebody holds",
      without("reader"),
      [
        "changed",
        "-reader",
        "lose ask reader production: riley,uma",
        "lose ask reader staging: riley,uma",
        "lose decide reader production: olivia",
        "lose decide reader staging: olivia",
        "end riley reader",
        "1 refused",
        ...pairs,
      ],
    ],
    [
      "a role is gone that somebody waits for",
      {
        ...without("auditor"),
        roles: { ...without("auditor").roles, refunder: { scopes: ["orders:refund"] } },
      },
      [
        "changed",
        "-auditor",
        "lose ask auditor production: riley,uma",
        "lose ask auditor staging: riley,uma",
        "lose decide auditor production: olivia",
        "lose decide auditor staging: olivia",
        "lose decide refunder production: sam",
        "lose decide refunder staging: sam",
        "close uma auditor",
        "1 refused",
        ...pairs,
      ],
    ],
    [
      "shorter for everybody",
      withRole("reader", { duration: { max: "1h" } }),
      ["changed", "shorten riley reader", "1 shorter", ...pairs],
    ],
    [
      "an owner of another kind",
      { ...without("pair"), owners: ["user:default/riley"], approvalPolicies: { auto: auto(), two: two() } },
      [
        "changed",
        "-pair",
        "gain decide auditor production: riley",
        "gain decide auditor staging: riley",
        "gain decide reader production: riley",
        "gain decide reader staging: riley",
        "gain decide refunder production: riley",
        "gain decide refunder staging: riley",
        "lose ask pair production: riley,uma",
        "lose ask pair staging: riley,uma",
        "lose decide auditor production: olivia",
        "lose decide auditor staging: olivia",
        "lose decide pair production: olivia",
        "lose decide pair staging: olivia",
        "lose decide reader production: olivia",
        "lose decide reader staging: olivia",
        "lose decide refunder production: olivia",
        "lose decide refunder staging: olivia",
        "1 refused",
        "1 other-approvers",
      ],
    ],
    [
      "open to more people",
      withRole("viewer", { eligible: ["group:default/engineering", "group:default/finance"] }),
      ["changed", "gain ask viewer production: finn", "gain ask viewer staging: finn", ...pairs],
    ],
    [
      "another step instead, which nobody known can take",
      {
        ...withRole("auditor", { approval: "board" }),
        approvalPolicies: {
          ...ordersTrait.approvalPolicies,
          board: { stages: [{ name: "board", approvers: ["group:default/board"], required: 1 }] },
        },
      },
      [
        "changed",
        "lose decide auditor production: olivia",
        "lose decide auditor staging: olivia",
        "1 other-approvers",
        "nobody for auditor staging board",
        "nobody for auditor production board",
        ...pairs,
      ],
    ],
    [
      "the service is gone",
      null,
      [
        "gone",
        ...["auditor", "pair", "reader", "refunder", "viewer"].map((role) => `-${role}`),
        ...["ask auditor", "ask pair", "ask reader", "ask refunder", "ask viewer"].flatMap((right) => [
          `lose ${right} production: riley,uma`,
          `lose ${right} staging: riley,uma`,
        ]),
        ...["auditor", "pair", "reader"].flatMap((role) => [
          `lose decide ${role} production: olivia`,
          `lose decide ${role} staging: olivia`,
        ]),
        "lose decide refunder production: olivia,sam",
        "lose decide refunder staging: olivia,sam",
        "end riley reader",
        "close uma auditor",
        "2 refused",
      ],
    ],
  ])("%s", async (_what, trait, right) => {
    if (right.length === 0)
      return expect((await shop.preview(trait)).services).toMatchObject([
        { status: "unchanged", impact: null },
      ]);
    expect(summary(await shop.only(trait))).toEqual(right);
  });

  it("names what it means by its id, and until when", async () => {
    const { impact } = await shop.only(withRole("reader", { duration: { max: "1h" } }));
    expect(impact.grants).toMatchObject([
      { id: shop.held, holder: { id: shop.riley.id }, effect: "shorten" },
    ]);
    const [grant] = impact.grants;
    expect(Date.parse(grant?.endsAt ?? "") - Date.parse(grant?.until ?? "")).toBe(3 * 3_600_000);
    expect(impact.notified, "Riley and her owner").toBe(2);
    expect((await shop.only(without("auditor", "refunder"))).impact.requests).toMatchObject([
      { id: shop.waits, requester: { id: shop.uma.id } },
    ]);
  });
});

function auto() {
  return ordersTrait.approvalPolicies?.auto ?? {};
}
function two() {
  return ordersTrait.approvalPolicies?.two ?? {};
}
