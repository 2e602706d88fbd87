import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, signIn } from "@/lib/db/test-world";
import { cancelRequest } from "@/lib/requests/cancel-request";
import { createRequest } from "@/lib/requests/create-request";
import { carryOf } from "@/lib/worker/carry";
import { deliverDueMessages } from "./deliver";

interface Received {
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

const secret = `whsec_${Buffer.from("a secret of the receiver").toString("base64")}`;
const previousSecret = `whsec_${Buffer.from("the one that it had before").toString("base64")}`;
const siem = { name: "siem", secret, previousSecret, events: ["request.*"] };

let db: TestDatabase;
let receiver: Server;
let received: Received[];
let answers: number[];

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    received.push({ headers: request.headers, body });
    response.writeHead(answers.shift() ?? 204).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  db = await createTestDatabase({
    webhooks: [{ ...siem, url }],
  });
  await declare(db.runtime);
});
afterAll(async () => {
  receiver.close();
  await db.drop();
});
beforeEach(() => {
  received = [];
  answers = [];
});

/** A request that was made and cancelled: two messages about one subject. */
async function askAndCancel(name: string): Promise<string> {
  const ctx = contextOf(db.runtime, await signIn(db.runtime, name, ["engineering"]));
  const asked = await createRequest(ctx, {
    service: "shop/orders/orders-api",
    role: "reader",
    environment: "staging",
    durationSeconds: 60,
    justification: "test",
  });
  await cancelRequest(ctx, asked.id);
  return asked.id;
}

const makeDue = () =>
  db.runtime.pool.query(
    "update outbox_message set next_attempt_at = now() - interval '1 ms', tried_at = null where delivered_at is null",
  );
const typesOf = (messages: Received[]) => messages.map(({ body }) => JSON.parse(body).type);
const stored = async (columns: string) =>
  (
    await db.runtime.pool.query(
      `select ${columns} from outbox_message where delivered_at is null and destination = 'siem' order by position`,
    )
  ).rows;

async function deliverAll(): Promise<void> {
  while ((await deliverDueMessages(db.runtime, carryOf(db.runtime))) > 0);
}

describe("what leaves the process", () => {
  it("leaves in order per subject, signed, and only what the receiver asked for", async () => {
    const id = await askAndCancel("riley-order");
    await deliverAll();
    expect(typesOf(received)).toEqual(["request.created", "request.cancelled"]);
    for (const { headers, body } of received) {
      const proof = headers as Record<string, string>;
      // The reference library of Standard Webhooks: with the new secret, and with the one that is being replaced.
      for (const known of [secret, previousSecret])
        expect(new Webhook(known).verify(body, proof)).toMatchObject({ data: { requestId: id } });
      const stranger = new Webhook(`whsec_${Buffer.from("of somebody else").toString("base64")}`);
      expect(() => stranger.verify(body, proof)).toThrow();
      expect(() => new Webhook(secret).verify(`${body} `, proof)).toThrow();
      expect(() => new Webhook(secret).verify(body, { ...proof, "webhook-id": "msg_other" })).toThrow();
    }
    await deliverAll();
    expect(received).toHaveLength(2);
  });

  it("is tried again after a failure, and nothing overtakes it", async () => {
    await askAndCancel("riley-failure");
    answers = [500];
    await deliverAll();
    expect(typesOf(received)).toEqual(["request.created"]);
    expect(await stored("attempts, last_error, next_attempt_at > now() as later")).toEqual([
      { attempts: 1, last_error: "the receiver answered 500", later: true },
      { attempts: 0, last_error: null, later: true },
    ]);
    await makeDue();
    await deliverAll();
    expect(typesOf(received)).toEqual(["request.created", "request.created", "request.cancelled"]);
    expect(received[0]?.headers["webhook-id"]).toBe(received[1]?.headers["webhook-id"]);
  });

  it("is delivered once, in order, by many workers", async () => {
    await askAndCancel("riley-many");
    await Promise.all([1, 2, 3, 4].map(deliverAll));
    expect(typesOf(received)).toEqual(["request.created", "request.cancelled"]);
  });

  it("is taken over from a process that died with it, once its lease has run out", async () => {
    await askAndCancel("riley-lease");
    await db.runtime.pool.query(
      "update outbox_message set attempts = 1, next_attempt_at = now() + interval '20 seconds' where delivered_at is null and type = 'request.created'",
    );
    await deliverAll();
    expect(received).toEqual([]);
    await makeDue();
    await deliverAll();
    expect(typesOf(received)).toEqual(["request.created", "request.cancelled"]);
  });

  it("is not there when the change was rolled back", async () => {
    const ctx = contextOf(db.runtime, await signIn(db.runtime, "riley-refused", ["finance"]));
    const asked = createRequest(ctx, {
      service: "shop/orders/orders-api",
      role: "reader",
      environment: "staging",
      durationSeconds: 60,
      justification: "test",
    });
    await expect(asked).rejects.toMatchObject({ code: "not-eligible" });
    await deliverAll();
    expect(received).toEqual([]);
  });
});
