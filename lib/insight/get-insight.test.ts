import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Context } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import { createChance } from "@/lib/made-up/chance";
import type { Principal } from "@/lib/principals/principal";
import { getInsight } from "./get-insight";
import { startOf } from "./period";
import { drawRequest, keepRequest, type PastRequest } from "./test-history";
import { groupsOf, measuresOf } from "./test-oracle";
import { noMeasures } from "./view";

const day = 86_400_000;
const refs = ["shop/orders/orders-api", "shop/returns/returns-api", "money/billing/billing-api"];

let db: TestDatabase;
let requests: PastRequest[];
let people: Record<"riley" | "olivia" | "bill" | "sam" | "avery", Principal>;
let now: number;

const as = (name: keyof typeof people): Context => contextOf(db.runtime, people[name]);

async function live(seed: string, count: number): Promise<void> {
  const { runtime } = db;
  const places = [];
  for (const ref of refs) {
    const owners = ref.startsWith("shop") ? ordersTrait.owners : ["group:default/billing-team"];
    const trait = { ...ordersTrait, owners };
    const { id, declarationId } = await declare(runtime, trait, ref);
    places.push({ id, ref, declarationId });
  }
  const chance = createChance(seed);
  const deciders = [people.olivia, people.sam, await signIn(runtime, "oscar", ["orders-team", "security"])];
  const waiting = new Set<string>();
  while (requests.length < count) {
    const past = drawRequest(chance, places.slice(0, 2), deciders, now);
    const key = `${past.place.ref} ${past.role}`;
    // One may wait for the same; the environment is drawn later.
    if (past.status === "pending" && waiting.has(key)) continue;
    if (past.status === "pending") waiting.add(key);
    await keepRequest(runtime.pool, chance, people.riley, past);
    requests.push(past);
  }
}

beforeEach(async () => {
  db = await createTestDatabase();
  requests = [];
  now = Date.now();
  const { runtime } = db;
  people = {
    riley: await signIn(runtime, "riley", ["engineering"]),
    olivia: await signIn(runtime, "olivia", ["orders-team"]),
    bill: await signIn(runtime, "bill", ["billing-team"]),
    sam: await signIn(runtime, "sam", ["security"]),
    avery: await signIn(runtime, "avery", ["audit"]),
  };
});
afterEach(() => db.drop());

it.each(["one", "two", "three"])("counts what a slow and obvious computation counts: %s", async (seed) => {
  await live(seed, 120);
  for (const days of [20, 60, 150]) {
    const from = new Date(now - days * day);
    const view = await getInsight(as("olivia"), { from: from.toISOString() });
    const meant = requests.filter(({ createdAt }) => createdAt >= from.getTime());
    const earlier = requests.filter(
      ({ createdAt }) => createdAt >= 2 * from.getTime() - Date.parse(view.to) && createdAt < from.getTime(),
    );
    expect(view.total).toEqual(close(measuresOf(meant, now)));
    expect(view.before).toEqual(close(measuresOf(earlier, now)));
    for (const { service, title: _, before, ...measures } of view.services) {
      const of = ({ place }: PastRequest) => place.ref === service;
      expect(measures).toEqual(close(measuresOf(meant.filter(of), now)));
      expect(before ?? noMeasures).toEqual(close(measuresOf(earlier.filter(of), now)));
    }
    for (const { service, title: _, role, ...measures } of view.roles)
      expect(measures).toEqual(
        close(
          measuresOf(
            meant.filter((each) => each.place.ref === service && each.role === role),
            now,
          ),
        ),
      );
    for (const { start, ...measures } of view.timeline)
      expect(measures).toEqual(
        close(
          measuresOf(
            meant.filter(({ createdAt }) => startOf(view.unit, new Date(createdAt)).toISOString() === start),
            now,
          ),
        ),
      );
    expect(view.timeline.reduce((sum, { asked }) => sum + asked, 0)).toBe(meant.length);
    const groups = groupsOf(meant).map((group) => close({ ...group, escalated: false }));
    expect(view.groups).toHaveLength(groups.length);
    expect(view.groups).toEqual(expect.arrayContaining(groups));
  }
  const filtered = await getInsight(as("avery"), { role: "refunder", group: "group:default/security" });
  expect(filtered.total.asked).toBe(
    requests.filter(({ role, createdAt }) => role === "refunder" && createdAt >= Date.parse(filtered.from))
      .length,
  );
});

/** Seconds are not counted in the last bit. */
function close<T extends { decision: unknown }>(measures: T): T {
  return JSON.parse(JSON.stringify(measures), (_, value) =>
    typeof value === "number" && !Number.isInteger(value) ? expect.closeTo(value, 6) : value,
  );
}

describe("numbers are for those who see the requests as owners, admins or auditors", () => {
  it("refuses whoever owns nothing, and keeps what others own from an owner", async () => {
    await live("seen", 40);
    for (const name of ["riley", "sam"] as const)
      await expect(getInsight(as(name), {})).rejects.toMatchObject({ code: "forbidden" });
    const of = async (name: keyof typeof people) => {
      const { services, total } = await getInsight(as(name), {});
      return { services: services.map(({ service }) => service).sort(), asked: total.asked };
    };
    const all = await of("avery");
    expect(all.services).toEqual(refs.slice(0, 2).sort());
    expect(await of("olivia")).toEqual(all);
    expect(await of("bill")).toEqual({ services: [], asked: 0 });
    await expect(getInsight(as("bill"), { service: refs[0] })).rejects.toMatchObject({ code: "not-found" });
    expect((await getInsight(as("olivia"), { service: refs[0] })).services).toHaveLength(1);
  });

  it("says what is wrong with a period", async () => {
    const input = (given: object) => getInsight(as("avery"), given);
    await expect(input({ from: "yesterday" })).rejects.toMatchObject({ code: "invalid-input" });
    await expect(input({ from: "2026-02-01", to: "2026-01-01" })).rejects.toMatchObject({
      code: "invalid-input",
    });
    await expect(input({ from: "1990-01-01" })).rejects.toMatchObject({
      code: "invalid-input",
      detail: expect.stringContaining("1100 days"),
    });
    await expect(input({ nonsense: "1" })).rejects.toMatchObject({ code: "invalid-input" });
  });
});
