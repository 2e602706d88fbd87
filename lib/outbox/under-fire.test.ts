import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare } from "@/lib/db/test-world";
import { peerNames, signInReachable, startTestPeers, type TestPeers } from "@/lib/notifications/test-peers";
import { passTime, workOff } from "@/lib/notifications/test-post";
import type { Principal } from "@/lib/principals/principal";
import { cancelRequest } from "@/lib/requests/cancel-request";
import { createRequest } from "@/lib/requests/create-request";
import { type FireProcesses, prepareFireProcesses } from "./test-fire-processes";
import { weathers } from "./test-weather";

let peers: TestPeers;
let db: TestDatabase;
let processes: FireProcesses;
let owners: Principal[];

beforeAll(async () => {
  peers = await startTestPeers();
  db = await createTestDatabase(peers.config);
  await declare(db.runtime);
  processes = await prepareFireProcesses({ databaseUrl: db.ownerUrl, ...peers.config });
  owners = await Promise.all(
    ["olivia", "oscar"].map((name) => signInReachable(db.runtime, name, "orders-team")),
  );
});
afterAll(async () => {
  await processes.killAll();
  await db.drop();
  await peers.close();
});

/** Somebody asks; it is approved, denied, taken back or left alone. */
async function story(number: number): Promise<void> {
  const person = await signInReachable(db.runtime, `asker-${number}`, "engineering");
  const { id } = await createRequest(contextOf(db.runtime, person), {
    service: "shop/orders/orders-api",
    role: number % 3 === 0 ? "pair" : "reader",
    environment: "staging",
    durationSeconds: 3600,
    justification: "under fire",
  });
  const decide = (owner: Principal | undefined, verdict: "approve" | "deny") =>
    owner && decideRequest(contextOf(db.runtime, owner), id, { verdict });
  const [olivia, oscar] = owners;
  if (number % 4 === 1) return;
  if (number % 4 === 2) return void (await cancelRequest(contextOf(db.runtime, person), id));
  await decide(olivia, number % 5 === 0 ? "deny" : "approve");
  if (number % 3 === 0 && number % 5 !== 0) await decide(oscar, "approve");
}

/** Weather by turns, never the same for any two at once. */
const season = weathers.map((_, round) =>
  peerNames.map((name, peer) => [name, weathers[(round + peer) % weathers.length] ?? "fine"] as const),
);

it("peers fail in every way and processes are killed: all arrives, in order per request, and nothing is lost", async () => {
  let number = 0;
  let killed = 0;
  for (const round of season) {
    for (const [name, weather] of round) peers.weather(name, weather);
    const [first] = await Promise.all([processes.start(), processes.start()]);
    for (let each = 0; each < 4; each++) await story(++number);
    await sleep(150 + Math.random() * 250);
    await processes.kill(first);
    for (let each = 0; each < 2; each++) await story(++number);
    await sleep(150 + Math.random() * 250);
    await processes.killAll();
    killed += 2;
    // Five minutes and more go by: leases of the dead run out, and what was postponed is due.
    await passTime(db.runtime);
  }
  for (const name of peerNames) peers.weather(name, "fine");
  for (let round = 0; round < 6; round++) {
    await workOff(db.runtime);
    await passTime(db.runtime);
  }
  expect(killed).toBe(2 * season.length);

  const { rows: left } = await db.runtime.pool.query(
    "select destination, subject, type, last_error from outbox_message where delivered_at is null",
  );
  expect(left).toEqual([]);
  const reckonings = await peers.reckon(db.runtime.pool);
  for (const name of peerNames) {
    const reckoning = reckonings[name];
    expect({ name, ...reckoning }).toMatchObject({ lost: [], unexpected: [], outOfOrder: [] });
    expect(reckoning.expected).toBeGreaterThan(20);
  }
  const { rows: unheard } = await db.runtime.pool.query(unheardSql);
  expect(unheard).toEqual([]);
}, 60_000);

const unheardSql = `
select r.id from access_request r where r.status in ('approved', 'denied')
and not exists (select 1 from notification n where n.thread = r.id and n.principal_id = r.requester_id and n.kind like 'request-%')`;
