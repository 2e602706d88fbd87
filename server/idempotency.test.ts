import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { declare, signIn } from "@/lib/db/test-world";
import { type Caller, startTestHttp, type TestHttp } from "./test-http";

let web: TestHttp;
let riley: Caller;
let quinn: Caller;

beforeAll(async () => {
  web = await startTestHttp();
  await declare(web.runtime);
  riley = await web.browser(await signIn(web.runtime, "riley", ["engineering"]));
  quinn = await web.browser(await signIn(web.runtime, "quinn", ["engineering"]));
});
afterAll(() => web.stop());

const ask = {
  service: "shop/orders/orders-api",
  role: "reader",
  environment: "staging",
  durationSeconds: 600,
  justification: "look",
};
const post = (who: Caller, key: string, body: object = ask) =>
  who("POST", "/api/v1/requests", body, { "idempotency-key": key });
const count = async () =>
  (await web.runtime.pool.query<{ n: number }>("select count(*)::int as n from access_request")).rows[0]?.n;

describe("an Idempotency-Key", () => {
  it("gives a repeated call the first answer, however often and however parallel", async () => {
    const key = randomUUID();
    const before = (await count()) ?? 0;
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(riley, key)));
    const ids = new Set(answers.map((answer) => answer.body.id));
    expect(answers.map((answer) => answer.status)).toEqual(Array(10).fill(201));
    expect(ids.size).toBe(1);
    expect(await count()).toBe(before + 1);
    // The order of members is no difference.
    const turned = Object.fromEntries(Object.entries(ask).reverse());
    expect((await post(riley, key, turned)).body.id).toBe([...ids][0]);
  });

  it("is refused with another body or at another address", async () => {
    const key = randomUUID();
    await post(riley, key, { ...ask, role: "auditor" });
    const other = await post(riley, key, { ...ask, role: "auditor", durationSeconds: 601 });
    expect(other).toMatchObject({ status: 422, body: { code: "idempotency-mismatch" } });
    const path = `/api/v1/requests/${other.body.requestId}/cancellation`;
    expect((await riley("POST", path, undefined, { "idempotency-key": key })).status).toBe(422);
  });

  it("is each caller's own", async () => {
    const key = randomUUID();
    const mine = await post(riley, key, { ...ask, role: "pair" });
    const theirs = await post(quinn, key, { ...ask, role: "pair" });
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(theirs.body.requester.name).toBe("quinn");
    expect(theirs.body.id).not.toBe(mine.body.id);
  });

  it("does not keep a refusal: mended, the call goes through", async () => {
    const key = randomUUID();
    const path = "/api/v1/requests?dryRun=true";
    expect((await riley("POST", path, { ...ask, role: "nobody" }, { "idempotency-key": key })).status).toBe(
      422,
    );
    expect((await post(quinn, key, { ...ask, role: "no-role" })).status).toBe(422);
    expect((await post(quinn, key, { ...ask, environment: "production" })).status).toBe(201);
  });

  it.each(["", "a b", "x".repeat(256), "café"])("that is none is refused: %j", async (key) => {
    expect(await post(riley, key)).toMatchObject({
      status: 422,
      body: { errors: [{ path: "Idempotency-Key" }] },
    });
  });
});
