import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemContext } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { auditTrail, contextOf, signIn } from "@/lib/db/test-world";
import type { Principal } from "@/lib/principals/principal";
import { createDispatcher, deliverDueMessages } from "./deliver";
import { insertMessages } from "./insert";
import type { Attempt, Carry, OutboxMessage } from "./message";
import { listDestinations, listStuckMessages } from "./queries";
import { replayMessages } from "./replay-messages";

const webhook = { url: "https://siem.test", secret: "s", previousSecret: null, events: ["nothing.*"] };

let db: TestDatabase;
let parker: Principal;
let avery: Principal;
let riley: Principal;

beforeAll(async () => {
  db = await createTestDatabase({
    webhooks: [
      { ...webhook, name: "siem" },
      { ...webhook, name: "slow" },
    ],
  });
  parker = await signIn(db.runtime, "parker", ["platform"]);
  avery = await signIn(db.runtime, "avery", ["audit"]);
  riley = await signIn(db.runtime, "riley", ["engineering"]);
});
afterAll(() => db.drop());
beforeEach(() => db.runtime.pool.query("delete from outbox_message"));

const put = (destination: string, subject: string, ...types: string[]) =>
  insertMessages(
    db.runtime.pool,
    types.map((type) => ({ destination, subject, type, payload: {} })),
  );

/** Remembers what came, and answers what a test says. */
function receiver(answer: (message: OutboxMessage) => Attempt = () => ({ state: "delivered" })) {
  const came: string[] = [];
  const carry: Carry = async (message) => {
    came.push(message.type);
    return answer(message);
  };
  return { came, carry };
}

const failed: Attempt = { state: "failed", failure: "the receiver answered 500" };
const deliver = async (carry: Carry) => {
  while ((await deliverDueMessages(db.runtime, carry)) > 0);
};
const passTime = () =>
  db.runtime.pool.query(
    "update outbox_message set next_attempt_at = now(), tried_at = now() - interval '1 minute'",
  );
const siem = async () =>
  (await listDestinations(contextOf(db.runtime, parker))).find(({ name }) => name === "siem");

describe("a message that does not arrive", () => {
  it("holds up what is about the same thing, and nothing else", async () => {
    await put("siem", "a", "a1", "a2");
    await put("siem", "b", "b1", "b2");
    const { came, carry } = receiver(({ type }) => (type === "a1" ? failed : { state: "delivered" }));
    await deliver(carry);
    expect(came).toEqual(["a1", "b1", "b2"]);
    expect(await siem()).toMatchObject({ waiting: 2, attempts: 1, givenUp: 0, lastError: failed.failure });
    expect(await listStuckMessages(contextOf(db.runtime, avery), "siem")).toMatchObject([
      { type: "a1", about: "a", state: "waiting", attempts: 1 },
    ]);
  });

  it("waits as long as the receiver asks for, and longer each time", async () => {
    await put("siem", "a", "a1");
    const pauses: number[] = [];
    for (const retryAfterSeconds of [undefined, undefined, undefined, 600]) {
      await deliverDueMessages(db.runtime, async () => ({
        ...failed,
        ...(retryAfterSeconds ? { retryAfterSeconds } : {}),
      }));
      const { rows } = await db.runtime.pool.query<{ pause: number }>(
        "select extract(epoch from next_attempt_at - tried_at)::float8 as pause from outbox_message",
      );
      pauses.push(rows[0]?.pause ?? 0);
      await passTime();
    }
    const [first = 0, second = 0, third = 0, asked = 0] = pauses;
    expect([first > 1.5, second > 3, third > 6, asked >= 600]).toEqual([true, true, true, true]);
  });

  it("is given up after about a day, on record, and lets the rest go on", async () => {
    await put("siem", "a", "a1", "a2");
    await db.runtime.pool.query("update outbox_message set attempts = 31 where type = 'a1'");
    const { came, carry } = receiver(({ type }) => (type === "a1" ? failed : { state: "delivered" }));
    await deliver(carry);
    expect(came).toEqual(["a1", "a2"]);
    expect(await siem()).toMatchObject({ waiting: 0, givenUp: 1 });
    expect((await auditTrail(db.runtime)).filter((action) => action.startsWith("delivery."))).toEqual([
      "delivery.failed failed",
    ]);
    await passTime();
    await deliver(carry);
    expect(came).toHaveLength(2);
  });

  it("that can never arrive is given up at once, and what a receiver throws is a failure", async () => {
    await put("siem", "a", "a1");
    await put("siem", "b", "b1");
    await deliver(async ({ type }) => {
      if (type === "b1") throw new Error("nobody foresaw this");
      return { state: "unreachable", reason: "no such mailbox" };
    });
    const stuck = await listStuckMessages(contextOf(db.runtime, parker), "siem");
    expect(stuck).toMatchObject([
      { type: "a1", state: "given-up", lastError: "no such mailbox", nextAttemptAt: null },
      { type: "b1", state: "waiting", lastError: "nobody foresaw this" },
    ]);
  });
});

describe("replay", () => {
  const replay = (person: Principal, input: unknown = {}) =>
    replayMessages(contextOf(db.runtime, person), "siem", input);

  it("is for platform admins only, and refused attempts are on record", async () => {
    await put("siem", "a", "a1");
    await deliver(receiver(() => failed).carry);
    for (const person of [riley, avery])
      await expect(replay(person)).rejects.toMatchObject({ code: "forbidden" });
    await expect(replayMessages(systemContext(db.runtime, "worker"), "siem", {})).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(replay(parker, { message: "msg_none" })).rejects.toMatchObject({ code: "not-found" });
    await expect(replay(parker, { all: true })).rejects.toMatchObject({ code: "invalid-input" });
    await expect(listDestinations(contextOf(db.runtime, riley))).rejects.toMatchObject({ code: "forbidden" });
    const offered = async (person: Principal) =>
      (await listDestinations(contextOf(db.runtime, person)))[0]?.abilities;
    expect([await offered(parker), await offered(avery)]).toEqual([["replay"], []]);
    const { came, carry } = receiver();
    await deliver(carry);
    expect(came).toEqual([]);
    expect(await auditTrail(db.runtime)).toContain("delivery.replayed refused");
  });

  it("sends one message again, in its place", async () => {
    await put("siem", "a", "a1", "a2");
    await put("siem", "b", "b1");
    await deliver(receiver(() => failed).carry);
    await db.runtime.pool.query("update outbox_message set tried_at = now() - interval '1 minute'");
    const [first] = await listStuckMessages(contextOf(db.runtime, parker), "siem");
    expect(await replay(parker, { message: first?.id })).toEqual({ replayed: 1 });
    const { came, carry } = receiver();
    await deliver(carry);
    expect(came).toEqual(["a1", "a2"]);
    expect((await auditTrail(db.runtime)).at(-1)).toBe("delivery.replayed");
  });

  it("of all of a destination brings back what was given up as well", async () => {
    await put("siem", "a", "a1");
    await put("siem", "b", "b1");
    await put("slow", "a", "other");
    await db.runtime.pool.query("update outbox_message set attempts = 31 where type = 'a1'");
    await deliver(receiver(() => failed).carry);
    await db.runtime.pool.query("update outbox_message set tried_at = now() - interval '1 minute'");
    expect(await replay(parker)).toEqual({ replayed: 2 });
    const { came, carry } = receiver();
    await deliver(carry);
    expect(came.sort()).toEqual(["a1", "b1"]);
    expect(await siem()).toMatchObject({ waiting: 0, givenUp: 0, lastError: null });
    expect(await replay(parker)).toEqual({ replayed: 0 });
  });

  it("does not begin while an attempt runs", async () => {
    await put("siem", "a", "a1");
    await db.runtime.pool.query("update outbox_message set attempts = 2, last_error = 'x', tried_at = now()");
    await replay(parker);
    const { came, carry } = receiver();
    await deliver(carry);
    expect(came).toEqual([]);
  });
});

describe("the deliveries of one process", () => {
  it("a destination that hangs holds up nobody but itself", async () => {
    for (let index = 0; index < 60; index++) await put("slow", `s${index}`, "slow");
    await put("siem", "a", "quick");
    let release = () => {};
    const hanging = new Promise<void>((resolve) => {
      release = resolve;
    });
    const came: string[] = [];
    const dispatcher = createDispatcher(
      db.runtime,
      async ({ type }) => {
        came.push(type);
        if (type === "slow") await hanging;
        return { state: "delivered" };
      },
      () => {},
    );
    while ((await dispatcher.begin()) > 0);
    expect(came.filter((type) => type === "quick")).toHaveLength(1);
    expect(came.filter((type) => type === "slow").length).toBeLessThan(40);
    expect(await dispatcher.untilNext()).toBe(Number.POSITIVE_INFINITY);
    release();
    await dispatcher.finish();
    while ((await dispatcher.begin()) > 0) await dispatcher.finish();
    expect(came.filter((type) => type === "slow")).toHaveLength(60);
  });
});
