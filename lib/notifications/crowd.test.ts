import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, signIn } from "@/lib/db/test-world";
import { createRequest } from "@/lib/requests/create-request";
import { workOff } from "./test-post";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  await declare(db.runtime);
});
afterAll(() => db.drop());

/** Members of orders-team with ids in this order, before or after those of everybody else. */
const join = (prefix: string, from: number, to: number) =>
  db.runtime.pool.query(
    `insert into principal (id, kind, issuer, subject, name, groups)
     select 'prn_' || $1 || i, 'user', 'https://issuer.test', $1 || i, 'Crowd ' || $1 || i, array['group:default/orders-team']
     from generate_series($2::int, $3::int) i`,
    [prefix, from, to],
  );

const asked = async (id: string) =>
  (
    await db.runtime.pool.query<{ recipient: string; outcome: string | null }>(
      "select recipient, outcome from notification where thread = $1 and kind = 'decision-wanted' order by recipient",
      [id],
    )
  ).rows;

it("of 300 who could decide always the same 200 are asked, once, which is logged once; who joins takes nobody's place", async () => {
  const warn = vi.spyOn(db.runtime.log, "warn");
  await join("m", 101, 400);
  const riley = await signIn(db.runtime, "riley", ["engineering"]);
  const olivia = await signIn(db.runtime, "olivia", ["orders-team"]);
  const { id } = await createRequest(contextOf(db.runtime, riley), {
    service: "shop/orders/orders-api",
    role: "pair",
    environment: "staging",
    durationSeconds: 3_600,
    justification: "look",
  });
  await workOff(db.runtime);
  const first = await asked(id);
  expect(first).toHaveLength(200);

  await join("a", 101, 150);
  await decideRequest(contextOf(db.runtime, olivia), id, { verdict: "approve" });
  await workOff(db.runtime);
  const later = await asked(id);
  const known = new Set(first.map(({ recipient }) => recipient));
  const stillOpen = later.filter(({ recipient, outcome }) => known.has(recipient) && outcome === null);
  expect(stillOpen.length).toBeGreaterThanOrEqual(199);
  expect(new Set(later.map(({ recipient }) => recipient)).size).toBe(later.length);

  const cuts = warn.mock.calls.filter(([, words]) => String(words).includes("than are told"));
  expect(cuts).toHaveLength(1);
});
