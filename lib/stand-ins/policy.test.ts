import { describe, expect, it, test } from "vitest";
import type { Identity } from "@/lib/principals/principal";
import { chainBack, type Representation } from "./chain";
import { type Naming, objectionToNaming } from "./policy";

const person = (id: string, change: Partial<Identity> = {}): Identity => ({
  id,
  kind: "user",
  issuer: "https://idp.example.com",
  subject: id,
  name: id,
  email: null,
  ref: null,
  groups: [],
  claims: {},
  deactivatedAt: null,
  ...change,
});
const now = new Date("2026-11-25T12:00:00Z");
const day = (days: number) => new Date(now.getTime() + days * 86_400_000);
const link = (absent: string, standIn: string, from: number, to: number): Representation => ({
  absent: { id: absent, name: absent },
  standIn: { id: standIn, name: standIn },
  startsAt: day(from),
  endsAt: day(to),
});
const naming: Naming = {
  absent: person("olivia"),
  standIn: person("sam"),
  startsAt: day(0),
  endsAt: day(10),
  now,
  others: [],
};

describe("naming a stand-in is refused", () => {
  test.each<[string, Partial<Naming>, string, RegExp]>([
    ["to a workload", { absent: person("ci", { kind: "workload" }) }, "forbidden", /workload never approves/],
    ["for oneself", { standIn: person("olivia") }, "invalid-input", /themself/],
    ["of a workload", { standIn: person("ci", { kind: "workload" }) }, "invalid-input", /name a person/],
    ["of who was deactivated", { standIn: person("sam", { deactivatedAt: now }) }, "invalid-input", /deact/],
    ["in the past", { startsAt: day(-1) }, "invalid-input", /past/],
    ["backwards", { endsAt: day(-0.0001) }, "invalid-input", /ends before/],
    ["for no time at all", { startsAt: day(1), endsAt: day(1) }, "invalid-input", /ends before/],
    ["for 91 days", { endsAt: day(91) }, "invalid-input", /at most 90 days/],
    ["more than a year ahead", { startsAt: day(366), endsAt: day(370) }, "invalid-input", /365 days ahead/],
    ["twice at a time", { others: [link("olivia", "omar", 9, 20)] }, "conflict", /omar stands in for you/],
    ["of who is away for one's own sake", { others: [link("sam", "olivia", 5, 6)] }, "conflict", /by you/],
    [
      "where a chain leads back",
      { others: [link("sam", "omar", 0, 9), link("omar", "parker", 2, 9), link("parker", "olivia", 3, 4)] },
      "conflict",
      /sam is represented by omar, omar by parker, parker by you in that time/,
    ],
  ])("%s", (_what, change, code, words) => {
    const objection = objectionToNaming({ ...naming, ...change });
    expect(objection).toMatchObject({ code, reason: expect.stringMatching(words) });
  });
});

describe("naming a stand-in is allowed", () => {
  test.each<[string, Partial<Naming>]>([
    ["now", {}],
    ["a moment ago, for clocks differ", { startsAt: new Date(now.getTime() - 30_000) }],
    ["for exactly 90 days", { startsAt: day(1), endsAt: day(91) }],
    ["right after another one", { others: [link("olivia", "omar", -5, 0), link("olivia", "omar", 10, 12)] }],
    ["who stands in for others too", { others: [link("omar", "sam", 0, 10)] }],
    ["who is away, represented by somebody else", { others: [link("sam", "omar", 0, 10)] }],
    ["who was represented by oneself before", { others: [link("sam", "olivia", -3, 0)] }],
    [
      "where the chain is never whole at one instant",
      { others: [link("sam", "omar", 0, 4), link("omar", "olivia", 4, 9)] },
    ],
  ])("%s", (_what, change) => {
    expect(objectionToNaming({ ...naming, ...change })).toBeNull();
  });
});

/** At every day of the period: follow everybody who is away at that instant, however many steps it takes. */
function leadsBack(added: Representation, others: readonly Representation[]): boolean {
  for (let at = added.startsAt.getTime(); at < added.endsAt.getTime(); at += 3_600_000 * 12) {
    const then = others.filter(({ startsAt, endsAt }) => startsAt.getTime() <= at && endsAt.getTime() > at);
    const reached = new Set([added.standIn.id]);
    for (let before = 0; before < reached.size; ) {
      before = reached.size;
      for (const { absent, standIn } of then) if (reached.has(absent.id)) reached.add(standIn.id);
    }
    if (reached.has(added.absent.id)) return true;
  }
  return false;
}

it("finds a chain exactly where following everybody day by day comes back", () => {
  const pick = (below: number) => Math.floor(Math.random() * below);
  const random = (): Representation => {
    const [absent, from] = [pick(5), pick(12)];
    return link(`p${absent}`, `p${(absent + 1 + pick(4)) % 5}`, from, from + 1 + pick(5));
  };
  let loops = 0;
  for (let round = 0; round < 3_000; round++) {
    const others = Array.from({ length: pick(9) }, random);
    const added = random();
    const chain = chainBack(added, others);
    expect(chain !== null, JSON.stringify({ added, others })).toBe(leadsBack(added, others));
    if (chain) loops++;
  }
  expect(loops).toBeGreaterThan(100);
});
