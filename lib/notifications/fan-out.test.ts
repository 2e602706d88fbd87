import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { commentOnRequest } from "@/lib/comments/comment-on-request";
import { systemContext } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import { expireDueGrants } from "@/lib/grants/expire-due";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import { warnOfEndingGrants } from "@/lib/grants/warn-ending";
import type { Principal } from "@/lib/principals/principal";
import { cancelRequest } from "@/lib/requests/cancel-request";
import { createRequest } from "@/lib/requests/create-request";
import { lapseDueRequests } from "@/lib/requests/lapse-due";
import { nameStandIn } from "@/lib/stand-ins/name-stand-in";
import { fanOut } from "./fan-out";
import { markRead } from "./mark-read";
import { countUnread, listNotifications } from "./queries";
import { workOff } from "./test-post";

let db: TestDatabase;
let riley: Principal;
let olivia: Principal;
let oscar: Principal;
let sam: Principal;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

// Each test has people of its own; those of the tests before have left.
let round = 0;
beforeEach(async () => {
  round += 1;
  await db.runtime.pool.query("update principal set deactivated_at = now()");
  await declare(db.runtime);
  riley = await signIn(db.runtime, `riley-${round}`, ["engineering"]);
  olivia = await signIn(db.runtime, `olivia-${round}`, ["engineering", "orders-team"]);
  oscar = await signIn(db.runtime, `oscar-${round}`, ["orders-team"]);
  sam = await signIn(db.runtime, `sam-${round}`, ["security"]);
});

const as = (person: Principal) => contextOf(db.runtime, person);
const ask = (role = "reader", durationSeconds = 3600, person = riley) =>
  createRequest(as(person), {
    service: "shop/orders/orders-api",
    role,
    environment: "staging",
    durationSeconds,
    justification: "Customer 4711 was charged twice",
  });
const decide = (person: Principal, id: string, verdict: "approve" | "deny", comment?: string) =>
  decideRequest(as(person), id, { verdict, comment });

/** Kinds that somebody was told, oldest first, with what became of them. */
async function told(person: Principal): Promise<string[]> {
  await workOff(db.runtime);
  const { items } = await listNotifications(as(person), {});
  return items.reverse().map(({ kind, outcome }) => (outcome === null ? kind : `${kind}: ${outcome}`));
}

describe("a request", () => {
  it("asks those who can decide it now, in words, and not the one who asked", async () => {
    const asked = await ask();
    expect(await told(riley)).toEqual([]);
    expect(await told(sam)).toEqual([]);
    expect(await told(oscar)).toEqual(["decision-wanted"]);
    const [note] = (await listNotifications(as(olivia), { unread: "true" })).items;
    expect(note).toMatchObject({
      topic: "asked",
      title: `${riley.name} asks for reader on Orders API`,
      sentence: `${riley.name} asks for reader on Orders API in staging for 1 h.`,
      why: "You are asked as one of orders-team.",
      quote: { by: riley.name, text: "Customer 4711 was charged twice" },
      path: `/requests/${asked.id}?decide=approve`,
      requestId: asked.id,
      readAt: null,
    });
    expect(await countUnread(as(olivia))).toBe(1);
  });

  it("that one approver decides closes for all others, and the requester hears of it", async () => {
    const { id } = await ask();
    await workOff(db.runtime);
    await decide(olivia, id, "approve");
    expect(await told(oscar)).toEqual([`decision-wanted: ${olivia.name} approved it for 1 h`]);
    expect(await told(olivia)).toEqual([`decision-wanted: ${olivia.name} approved it for 1 h`]);
    expect(await told(riley)).toEqual(["request-approved"]);
    expect(await countUnread(as(oscar))).toBe(0);
    expect((await listNotifications(as(oscar), {})).items[0]?.path).toBe(`/requests/${id}`);
    const [note] = (await listNotifications(as(riley), {})).items;
    expect(note?.sentence).toMatch(
      new RegExp(
        `^${olivia.name} approved your request for reader on Orders API in staging. It ends \\w+ \\d+ \\w+, \\d\\d:\\d\\d UTC\\.$`,
      ),
    );
  });

  it("of two stages asks the second only when the first is done", async () => {
    const { id } = await ask("refunder");
    expect(await told(sam)).toEqual([]);
    await decide(oscar, id, "approve");
    expect(await told(sam)).toEqual(["decision-wanted"]);
    expect(await told(olivia)).toEqual([`decision-wanted: ${oscar.name} said yes; security decides now`]);
    expect(await told(riley)).toEqual(["request-progress"]);
    await decide(sam, id, "deny", "not this week");
    expect(await told(riley)).toEqual(["request-progress", "request-denied"]);
    expect((await listNotifications(as(riley), {})).items[0]?.quote).toEqual({
      by: sam.name,
      text: "not this week",
    });
  });

  it("with a quorum keeps asking those who have not decided", async () => {
    const { id } = await ask("pair");
    await workOff(db.runtime);
    await decide(oscar, id, "approve");
    expect(await told(olivia)).toEqual(["decision-wanted"]);
    expect(await told(oscar)).toEqual([`decision-wanted: ${oscar.name} said yes; owner decides now`]);
  });

  it("that is taken back, or that nobody decides, asks nobody any more", async () => {
    const taken = await ask();
    await workOff(db.runtime);
    await cancelRequest(as(riley), taken.id);
    const left = await ask("auditor");
    await db.runtime.pool.query("update access_request set pending_until = now() where id = $1", [left.id]);
    await lapseDueRequests(systemContext(db.runtime, "worker"));
    // The news of the second ask come when it is over already: nobody is asked in vain.
    expect(await told(oscar)).toEqual([`decision-wanted: ${riley.name} took it back`]);
    expect(await told(riley)).toEqual(["request-lapsed"]);
  });

  it("that the declaration says yes to by itself is news to nobody", async () => {
    await ask("viewer");
    for (const person of [riley, olivia, oscar]) expect(await told(person)).toEqual([]);
  });

  it("asks whoever stands in, too, and nobody who was deactivated", async () => {
    await db.runtime.pool.query("update principal set deactivated_at = now() where id = $1", [oscar.id]);
    await ask();
    expect(await told(oscar)).toEqual([]);
    expect(await told(olivia)).toEqual(["decision-wanted"]);
  });

  it("is told once, however often its news are worked on", async () => {
    const { id } = await ask();
    await workOff(db.runtime);
    const { rows } = await db.runtime.pool.query(
      "select position, id, destination, subject, type, payload, attempts from outbox_message where destination = 'people' and subject = $1",
      [id],
    );
    await db.runtime.pool.query("update notification set closed_at = now(), outcome = 'x'");
    await Promise.all([1, 2, 3].map(() => fanOut(db.runtime, rows[0])));
    expect(await told(olivia)).toEqual(["decision-wanted: x"]);
  });
});

describe("what is said about a request", () => {
  it("is told to whom it mentions and to the one who asked", async () => {
    const { id } = await ask();
    await workOff(db.runtime);
    await commentOnRequest(as(olivia), id, { text: "Oscar, is that yours?", mentions: [oscar.id] });
    expect(await told(oscar)).toEqual(["decision-wanted", "mentioned"]);
    expect(await told(olivia)).toEqual(["decision-wanted"]);
    expect(await told(riley)).toEqual(["commented"]);
  });
});

describe("break-glass", () => {
  it("is told at once to all owners, and to nobody as a question", async () => {
    const owners = { ...ordersTrait.roles, rescuer: { scopes: ["orders:all"], breakGlass: true } };
    await declare(db.runtime, { ...ordersTrait, roles: owners });
    await createRequest(as(riley), {
      service: "shop/orders/orders-api",
      role: "rescuer",
      environment: "staging",
      durationSeconds: 3600,
      justification: "orders are lost while nobody is here",
    });
    expect(await told(oscar)).toEqual(["break-glass-opened"]);
    expect(await told(riley)).toEqual([]);
    const [note] = (await listNotifications(as(olivia), {})).items;
    expect(note).toMatchObject({
      title: `Break-glass: ${riley.name} took rescuer on Orders API`,
      quote: { text: "orders are lost while nobody is here" },
    });
  });
});

describe("a stand-in", () => {
  it("learns from us that somebody named them", async () => {
    const endsAt = new Date(Date.now() + 3_600_000).toISOString();
    await nameStandIn(as(olivia), { standIn: sam.id, endsAt });
    expect(await told(sam)).toEqual(["stand-in-named"]);
    await ask();
    expect(await told(sam)).toEqual(["stand-in-named", "decision-wanted"]);
  });
});

describe("access", () => {
  const granted = async (durationSeconds = 3600) => {
    const { id } = await ask("reader", durationSeconds);
    return (await decide(olivia, id, "approve")).grantId ?? "";
  };

  it("that somebody revokes is told to its holder with the reason, and giving it back to nobody", async () => {
    await revokeGrant(as(olivia), await granted(), { reason: "the case is closed" });
    expect(await told(riley)).toEqual(["request-approved", "access-revoked"]);
    expect((await listNotifications(as(riley), {})).items[0]?.quote?.text).toBe("the case is closed");
    await revokeGrant(as(riley), await granted(), { reason: "done" });
    expect(await told(riley)).toEqual(["request-approved", "access-revoked", "request-approved"]);
  });

  it("that ends soon is told once for each end, and closes when it ended", async () => {
    const grantId = await granted();
    const warnings = async () => {
      const done = await warnOfEndingGrants(systemContext(db.runtime, "worker"));
      return [done, (await told(riley)).filter((kind) => kind.startsWith("access-ends-soon"))];
    };
    const { rows } = await db.runtime.pool.query(
      "select extract(epoch from ends_at - warn_at)::int as before from access_grant where id = $1",
      [grantId],
    );
    expect(rows[0].before).toBe(900);
    expect(await warnings()).toEqual([0, []]);
    const setEnd = (when: string) =>
      db.runtime.pool.query(`update access_grant set ends_at = ${when} where id = $1`, [grantId]);
    // A new end is earlier here; an extension sets it the same way.
    await setEnd("now() + interval '5 seconds'");
    expect((await warnings())[0]).toBe(0);
    await db.runtime.pool.query("update access_grant set warn_at = now() where id = $1", [grantId]);
    expect(await warnings()).toEqual([1, ["access-ends-soon"]]);
    expect(await warnings()).toEqual([0, ["access-ends-soon"]]);
    await setEnd("now() + interval '10 milliseconds'");
    await db.runtime.pool.query("update access_grant set warn_at = now() - interval '1 hour' where id = $1", [
      grantId,
    ]);
    await db.runtime.pool.query("select pg_sleep(0.02)");
    expect(await warnings()).toEqual([1, ["access-ends-soon"]]);
    await expireDueGrants(systemContext(db.runtime, "worker"));
    expect(await told(riley)).toEqual([
      "request-approved",
      "access-ends-soon: The access has ended",
      "access-ended",
    ]);
  });
});

describe("what somebody was told", () => {
  it("is theirs: nobody else reads it or marks it", async () => {
    await ask();
    await workOff(db.runtime);
    const parker = await signIn(db.runtime, `parker-${round}`, ["platform"]);
    expect((await listNotifications(as(parker), {})).items).toEqual([]);
    const [note] = (await listNotifications(as(olivia), {})).items;
    expect(await markRead(as(parker), { ids: [note?.id] })).toEqual({ read: 0 });
    expect(await countUnread(as(olivia))).toBe(1);
    expect(await markRead(as(olivia), { ids: [note?.id] })).toEqual({ read: 1 });
    expect(await markRead(as(olivia), {})).toEqual({ read: 0 });
    expect(await countUnread(as(olivia))).toBe(0);
    const worker = systemContext(db.runtime, "worker");
    await expect(listNotifications(worker, {})).rejects.toMatchObject({ code: "forbidden" });
  });
});
