import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { testIssuer } from "@/lib/config/test-config";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare } from "@/lib/db/test-world";
import { passTime, workOff } from "@/lib/notifications/test-post";
import type { Principal } from "@/lib/principals/principal";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { cancelRequest } from "@/lib/requests/cancel-request";
import { createRequest } from "@/lib/requests/create-request";
import {
  type FireReceiver,
  type FireSmtp,
  startFireReceiver,
  startFireSmtp,
  type Weather,
  weathers,
} from "./test-fire";
import { type FireProcesses, prepareFireProcesses } from "./test-fire-processes";

let receiver: FireReceiver;
let smtp: FireSmtp;
let db: TestDatabase;
let processes: FireProcesses;
let owners: Principal[];

beforeAll(async () => {
  receiver = await startFireReceiver();
  smtp = await startFireSmtp();
  const peers = {
    webhooks: [
      {
        name: "siem",
        url: `http://127.0.0.1:${receiver.port}`,
        secret: "s".repeat(32),
        previousSecret: null,
        events: ["request.*", "decision.*", "grant.*"],
      },
    ],
    mail: {
      host: "127.0.0.1",
      port: smtp.port,
      tls: "none" as const,
      credentials: null,
      from: "daypass@example.com",
    },
  };
  db = await createTestDatabase(peers);
  await declare(db.runtime);
  processes = await prepareFireProcesses({ databaseUrl: db.ownerUrl, ...peers });
  owners = await Promise.all(["olivia", "oscar"].map((name) => signIn(name, "orders-team")));
});
afterAll(async () => {
  await processes.killAll();
  await db.drop();
  await Promise.all([receiver.close(), smtp.close()]);
});

const signIn = (name: string, group: string) =>
  recordSignIn(
    db.runtime,
    testIssuer,
    { sub: name, name, email: `${name}@example.com`, groups: [group] },
    "token-exchange",
  );

/** Somebody asks; it is approved, denied, taken back or left alone. */
async function story(number: number): Promise<void> {
  const person = await signIn(`asker-${number}`, "engineering");
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

/** One after the other without those that repeat their neighbour: a message may come again before the next one of its subject. */
const withoutRepeats = (ids: readonly string[]) => ids.filter((id, index) => id !== ids[index - 1]);

/** Weather by turns for each peer, never the same for both; it ends where it began. */
const season: [Weather, Weather][] = weathers.map((weather, index) => [
  weather,
  weathers[(index * 2 + 1) % weathers.length] ?? "fine",
]);

it("peers fail in every way and processes are killed: all arrives, in order per request, and nothing is lost", async () => {
  let number = 0;
  let killed = 0;
  for (const [forHooks, forMail] of season) {
    receiver.weather = forHooks;
    smtp.weather = forMail;
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
  receiver.weather = "fine";
  smtp.weather = "fine";
  for (let round = 0; round < 6; round++) {
    await workOff(db.runtime);
    await passTime(db.runtime);
  }
  expect(killed).toBe(2 * season.length);

  const { rows: left } = await db.runtime.pool.query(
    "select destination, subject, type, last_error from outbox_message where delivered_at is null",
  );
  expect(left).toEqual([]);
  await expectWebhooksInOrder();
  await expectMailsInOrder();
}, 60_000);

async function expectWebhooksInOrder(): Promise<void> {
  const { rows } = await db.runtime.pool.query<{ request_id: string; actions: string[] }>(
    `select request_id, array_agg(action order by position) as actions from audit_event
     where request_id is not null and outcome = 'success' group by request_id`,
  );
  expect(rows.length).toBeGreaterThan(20);
  for (const { request_id: about, actions } of rows) {
    const came = receiver.took.filter((message) => message.about === about);
    const types = new Map(came.map(({ id, type }) => [id, type]));
    expect(withoutRepeats(came.map(({ id }) => id)).map((id) => types.get(id))).toEqual(actions);
  }
}

async function expectMailsInOrder(): Promise<void> {
  const { rows } = await db.runtime.pool.query<{ id: string; state: string; email: string; thread: string }>(
    `select n.id, d.state, p.email, n.thread from notification n join notification_delivery d on d.notification_id = n.id
     join principal p on p.id = n.principal_id order by n.created_at, n.id`,
  );
  expect(rows.filter(({ state }) => state !== "sent" && state !== "dropped")).toEqual([]);
  const sent = rows.filter(({ state }) => state === "sent");
  expect(sent.length).toBeGreaterThan(20);
  // By themselves or in a digest: a mail names the request that it is about in its link or its references.
  const mentions = (id: string, thread: string) => (mail: { text: string }) =>
    mail.text.includes(`${id}@`) || (mail.text.includes("digest") && mail.text.includes(thread));
  for (const { id, email, thread } of sent)
    expect(
      smtp.took.some((mail) => mail.to === email && mentions(id, thread)(mail)),
      `${id} ${thread}`,
    ).toBe(true);
  for (const { email, thread } of sent) {
    const ids = sent.filter((each) => each.email === email && each.thread === thread).map(({ id }) => id);
    const arrivals = ids.map((id) =>
      smtp.took.findIndex((mail) => mail.to === email && mail.text.includes(`${id}@`)),
    );
    const known = arrivals.filter((index) => index >= 0);
    expect(known).toEqual([...known].sort((a, b) => a - b));
  }
  const { rows: unheard } = await db.runtime.pool.query(
    `select r.id from access_request r where r.status in ('approved', 'denied')
     and not exists (select 1 from notification n where n.thread = r.id and n.principal_id = r.requester_id and n.kind like 'request-%')`,
  );
  expect(unheard).toEqual([]);
}
