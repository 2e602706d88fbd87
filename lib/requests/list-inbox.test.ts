import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import type { AccessTrait } from "@/lib/declarations/trait";
import type { Principal } from "@/lib/principals/principal";
import { createRequest } from "./create-request";
import { countDecidable, listInbox } from "./list-inbox";
import { listRequests } from "./queries";

let db: TestDatabase;
let olivia: Principal;
let names: Map<string, string>;

const risks = ["low", "medium", "high", "critical"] as const;
const trait: AccessTrait = {
  ...ordersTrait,
  roles: Object.fromEntries(risks.map((risk) => [risk, { scopes: [`orders:${risk}`], risk }])),
  environments: {},
};

beforeAll(async () => {
  db = await createTestDatabase();
  await declare(db.runtime, trait);
});
afterAll(() => db.drop());

let round = 0;
beforeEach(async () => {
  round += 1;
  names = new Map();
  olivia = await signIn(db.runtime, `olivia-${round}`, ["orders-team"]);
  await db.runtime.pool.query(
    "update access_request set status = 'lapsed', closed_at = now() where status = 'pending'",
  );
});

const as = (principal: Principal) => contextOf(db.runtime, principal);

/** Somebody asks; the request closes in so many minutes, and is opened to others in so many. */
async function asked(name: string, risk: (typeof risks)[number], minutes: number, escalates?: number) {
  const asker = await signIn(db.runtime, `${name}-${round}`, ["engineering"]);
  const { id } = await createRequest(as(asker), {
    service: "shop/orders/orders-api",
    role: risk,
    durationSeconds: 600,
    justification: "look",
  });
  await db.runtime.pool.query(
    `update access_request set pending_until = now() + $2 * interval '1 minute', escalates_at = now() + $3 * interval '1 minute' where id = $1`,
    [id, minutes, escalates ?? null],
  );
  names.set(id, name);
  return { id, askerId: asker.id };
}

const inbox = async (filter: object = {}) =>
  (await listInbox(as(olivia), { limit: 50, ...filter })).items.map(({ request }) => names.get(request.id));

describe("what waits for somebody", () => {
  it("comes by the time that is left, then by risk, then by age", async () => {
    await asked("late-low", "low", 3_000);
    await asked("day-high", "high", 600);
    await asked("hour-low", "low", 10);
    await asked("day-critical", "critical", 1_200);
    await asked("hour-medium", "medium", 50);
    await asked("late-critical", "critical", 3_000);
    await asked("day-high-younger", "high", 90);
    await asked("escalates-soon", "low", 3_000, 5);
    const { items } = await listInbox(as(olivia), { limit: 50 });
    expect(items.map(({ request, urgency }) => [urgency, names.get(request.id)])).toEqual([
      ["hour", "hour-medium"],
      ["hour", "hour-low"],
      ["hour", "escalates-soon"],
      ["day", "day-critical"],
      ["day", "day-high"],
      ["day", "day-high-younger"],
      ["later", "late-critical"],
      ["later", "late-low"],
    ]);
    expect((await listRequests(as(olivia), { decidable: "true" })).items).toEqual(
      items.map(({ request }) => request),
    );
    expect(await countDecidable(as(olivia))).toBe(8);
    expect(await countDecidable(as(olivia), 3)).toBe(3);
  });

  it("pages without a gap or a repetition, though time goes on between the pages", async () => {
    for (let index = 0; index < 9; index++)
      await asked(`n${index}`, risks[index % 4] ?? "low", 40 + index * 200);
    const whole = await inbox();
    const paged: (string | undefined)[] = [];
    let cursor: string | undefined;
    const cursors: string[] = [];
    do {
      const page = await listInbox(as(olivia), { limit: 2, cursor });
      paged.push(...page.items.map(({ request }) => names.get(request.id)));
      cursor = page.nextCursor ?? undefined;
      if (cursor) cursors.push(cursor);
    } while (cursor);
    expect(paged).toEqual(whole);
    // Every page is ordered as of the first: what has come nearer meanwhile is not passed over.
    const [seenAt] = JSON.parse(Buffer.from(cursors[0] ?? "", "base64url").toString());
    for (const later of cursors)
      expect(JSON.parse(Buffer.from(later, "base64url").toString())[0]).toBe(seenAt);
    expect(whole).toHaveLength(9);
  });

  it("can be cut to a service, a role and a person", async () => {
    const one = await asked("one", "high", 600);
    await asked("two", "low", 600);
    expect(await inbox({ role: "high" })).toEqual(["one"]);
    expect(await inbox({ requester: one.askerId })).toEqual(["one"]);
    expect(await inbox({ service: "shop/orders/orders-api" })).toHaveLength(2);
    expect(await inbox({ service: "shop/other/api" })).toEqual([]);
  });

  it.each([
    ["nonsense", "x"],
    ["of the list as it was", ["2026-01-01T00:00:00Z", "req_1"]],
    ["with an instant that is none", ["never", "0", "low", "req_1"]],
    ["with a risk that is none", ["2026-01-01T00:00:00Z", "0", "huge", "req_1"]],
  ])("refuses a cursor: %s", async (_, keys) => {
    const cursor = Buffer.from(JSON.stringify(keys)).toString("base64url");
    await expect(listInbox(as(olivia), { limit: 2, cursor })).rejects.toSatisfy(
      (error: { code?: string }) => error.code === "invalid-input" || /^22/.test(error.code ?? ""),
    );
  });
});
