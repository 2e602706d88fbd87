import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { systemContext } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { auditTrail, contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import type { Principal } from "@/lib/principals/principal";
import { createRequest } from "@/lib/requests/create-request";
import { getRequest } from "@/lib/requests/queries";
import { commentOnRequest } from "./comment-on-request";
import { listComments } from "./list-comments";
import { listMentionable } from "./list-mentionable";

let db: TestDatabase;
let riley: Principal;
let olivia: Principal;
let sam: Principal;
let auditor: Principal;
let stranger: Principal;
let id: string;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

let round = 0;
beforeEach(async () => {
  round += 1;
  await declare(db.runtime, ordersTrait);
  riley = await signIn(db.runtime, `riley-${round}`, ["engineering"]);
  olivia = await signIn(db.runtime, `olivia-${round}`, ["orders-team"]);
  sam = await signIn(db.runtime, `sam-${round}`, ["security"]);
  auditor = await signIn(db.runtime, `avery-${round}`, ["audit"]);
  stranger = await signIn(db.runtime, `stranger-${round}`, ["finance"]);
  id = (await createRequest(as(riley), refunder)).id;
});

const as = (principal: Principal) => contextOf(db.runtime, principal);
const refunder = {
  service: "shop/orders/orders-api",
  role: "refunder",
  environment: "production",
  durationSeconds: 3600,
  justification: "a refund that support asked for",
};
const said = async () => (await listComments(as(riley), id, {})).items.map(({ text }) => text);
const offered = async (who: Principal, q?: string) =>
  (await listMentionable(as(who), id, q === undefined ? {} : { q })).items.map(({ name }) => name);

describe("a comment", () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ["of somebody who may not see it", () => commentOnRequest(as(stranger), id, { text: "hi" }), "not-found"],
    [
      "of Daypass itself",
      () => commentOnRequest(systemContext(db.runtime, "test"), id, { text: "hi" }),
      "forbidden",
    ],
    ["on what is not there", () => commentOnRequest(as(riley), "req_gone", { text: "hi" }), "not-found"],
    ["that says nothing", () => commentOnRequest(as(riley), id, { text: "  " }), "invalid-input"],
    ["that never ends", () => commentOnRequest(as(riley), id, { text: "x".repeat(2001) }), "invalid-input"],
    [
      "with a control character",
      () => commentOnRequest(as(riley), id, { text: "a\u0000b" }),
      "invalid-input",
    ],
    [
      "with a member that is not known",
      () => commentOnRequest(as(riley), id, { text: "hi", at: "now" }),
      "invalid-input",
    ],
    [
      "that mentions a stranger",
      () => commentOnRequest(as(riley), id, { text: "hi", mentions: [stranger.id] }),
      "invalid-input",
    ],
    [
      "that mentions nobody known",
      () => commentOnRequest(as(riley), id, { text: "hi", mentions: ["prn_x"] }),
      "invalid-input",
    ],
    [
      "that mentions one person twice",
      () => commentOnRequest(as(riley), id, { text: "hi", mentions: [olivia.id, olivia.id] }),
      "invalid-input",
    ],
  ])("%s is refused, and nothing is said", async (_, call, code) => {
    await expect(call()).rejects.toMatchObject({ code });
    expect(await said()).toEqual([]);
    expect((await auditTrail(db.runtime, { requestId: id })).includes("request.commented")).toBe(false);
  });

  it("does not tell who it is that may not be mentioned, nor whether they exist", async () => {
    const refusal = (mention: string) =>
      commentOnRequest(as(riley), id, { text: "hi", mentions: [mention] }).catch((error) => error);
    const [known, unknown] = [await refusal(stranger.id), await refusal("prn_x")];
    expect(known.detail).toContain("not somebody who can see this request");
    expect(known.detail).toBe(unknown.detail);
    expect(known.extra).toEqual({ errors: [{ path: "mentions[0]", message: expect.any(String) }] });
  });

  it("may not mention somebody who was deactivated", async () => {
    await db.runtime.pool.query("update principal set deactivated_at = now() where id = $1", [olivia.id]);
    await expect(
      commentOnRequest(as(riley), id, { text: "hi", mentions: [olivia.id] }),
    ).rejects.toMatchObject({ code: "invalid-input" });
    expect(await offered(riley)).not.toContain(olivia.name);
  });

  it("is read by everybody who sees the request, whoever of them wrote it, newest first", async () => {
    const before = await getRequest(as(olivia), id);
    const first = await commentOnRequest(as(olivia), id, {
      text: `which order, @${riley.name}?`,
      mentions: [riley.id, auditor.id],
    });
    expect(first).toMatchObject({
      author: { id: olivia.id, name: olivia.name },
      mentions: [
        { id: riley.id, name: riley.name },
        { id: auditor.id, name: auditor.name },
      ],
    });
    await commentOnRequest(as(riley), id, { text: "<b>20-3391</b>\nsee the ticket" });
    for (const reader of [riley, olivia, sam, auditor]) {
      const { items } = await listComments(as(reader), id, {});
      expect(items.map(({ text }) => text)).toEqual(["<b>20-3391</b>\nsee the ticket", first.text]);
      expect(items[1]).toEqual(first);
    }
    await expect(listComments(as(stranger), id, {})).rejects.toMatchObject({ code: "not-found" });
    // Nothing is decided by talking.
    expect(await getRequest(as(olivia), id)).toEqual(before);
    const { rows } = await db.runtime.pool.query(
      "select entry from audit_event where request_id = $1 and action = 'request.commented' order by position",
      [id],
    );
    expect(JSON.parse(rows[0].entry).detail).toEqual({
      role: "refunder",
      environment: "production",
      commentId: first.id,
      comment: first.text,
      mentions: [riley.id, auditor.id],
    });
  });

  it("can be made when all is decided, and pages", async () => {
    await decideRequest(as(olivia), id, { verdict: "deny", comment: "no" });
    for (const text of ["one", "two", "three"]) await commentOnRequest(as(riley), id, { text });
    const page = await listComments(as(riley), id, { limit: 2 });
    expect(page.items.map(({ text }) => text)).toEqual(["three", "two"]);
    const rest = await listComments(as(riley), id, { limit: 2, cursor: page.nextCursor });
    expect(rest).toMatchObject({ items: [{ text: "one" }], nextCursor: null });
  });

  it("never changes once it is said", async () => {
    const { id: commentId } = await commentOnRequest(as(riley), id, { text: "as it was" });
    for (const sql of [
      "update request_comment set body = 'x' where id = $1",
      "delete from request_comment where id = $1",
    ])
      await expect(db.runtime.pool.query(sql, [commentId])).rejects.toMatchObject({ code: "42501" });
    expect(await said()).toEqual(["as it was"]);
  });
});

describe("who can be mentioned", () => {
  it("are others who can see the request, and no stranger by any part of a name", async () => {
    const concerned = await offered(riley);
    expect(concerned.length).toBeGreaterThan(1);
    expect(concerned.filter((name) => !/^(olivia|sam)-/.test(name))).toEqual([]);
    expect(await offered(riley, `sam-${round}`)).toEqual([sam.name]);
    expect(await offered(riley, riley.name)).toEqual([]);
    expect((await offered(olivia))[0]).toBe(riley.name);
    expect(await offered(riley, `avery-${round}`)).toEqual([auditor.name]);
    expect(await offered(riley, `OLIVIA-${round}`)).toEqual([olivia.name]);
    expect(await offered(riley, "stranger")).toEqual([]);
    expect(await offered(riley, "%")).toEqual([]);
    await expect(listMentionable(as(stranger), id, {})).rejects.toMatchObject({ code: "not-found" });
  });
});
