import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { commentOnRequest } from "@/lib/comments/comment-on-request";
import { roomEvents } from "@/lib/config/chat-schema";
import { systemContext } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import type { Principal } from "@/lib/principals/principal";
import { cancelRequest } from "@/lib/requests/cancel-request";
import { createRequest } from "@/lib/requests/create-request";
import { lapseDueRequests } from "@/lib/requests/lapse-due";
import { listNotifications } from "./queries";
import { workOff } from "./test-post";

let db: TestDatabase;
let riley: Principal;
let lead: Principal;
let olivia: Principal;

beforeAll(async () => {
  const room = (name: string, group: string) => ({
    name,
    url: "http://127.0.0.1:9/",
    events: [...roomEvents],
    for: [`group:default/${group}`],
  });
  db = await createTestDatabase({ teams: [room("orders", "orders-team"), room("finance", "finance")] });
  const reader = { scopes: ["orders:read"], onBehalf: ["group:default/leads"] };
  await declare(db.runtime, { ...ordersTrait, roles: { ...ordersTrait.roles, reader } });
});
afterAll(() => db.drop());

let round = 0;
beforeEach(async () => {
  round += 1;
  await db.runtime.pool.query("update principal set deactivated_at = now()");
  riley = await signIn(db.runtime, `riley-${round}`, ["engineering"]);
  lead = await signIn(db.runtime, `lead-${round}`, ["leads"]);
  olivia = await signIn(db.runtime, `olivia-${round}`, ["orders-team"]);
});

const as = (person: Principal) => contextOf(db.runtime, person);
const ask = (person: Principal, beneficiary?: string | null) =>
  createRequest(as(person), {
    service: "shop/orders/orders-api",
    role: "reader",
    environment: "staging",
    durationSeconds: 3600,
    justification: "Riley is new and starts today",
    ...(beneficiary ? { beneficiary } : {}),
  });

const told = async (person: Principal) => {
  await workOff(db.runtime);
  return (await listNotifications(as(person), {})).items.map(({ kind, sentence }) => ({ kind, sentence }));
};

async function toldIn(room: string, thread: string): Promise<string[]> {
  await workOff(db.runtime);
  const { rows } = await db.runtime.pool.query<{ kind: string }>(
    "select kind from notification where recipient = $1 and thread = $2 order by id",
    [`teams/${room}`, thread],
  );
  return rows.map(({ kind }) => kind);
}

it("whoever asked for somebody else hears what became of it, in words about the other", async () => {
  const approved = await ask(lead, riley.ref);
  await decideRequest(as(olivia), approved.id, { verdict: "approve" });
  expect(await told(lead)).toEqual([
    {
      kind: "request-approved",
      sentence: `${riley.name}'s request for reader on Orders API in staging is settled. ${olivia.name} approved it for 1 h.`,
    },
  ]);
  expect((await told(riley)).map(({ kind }) => kind)).toEqual(["request-approved", "asked-for-you"]);
});

it("a no and nobody's answer are told to them as well", async () => {
  await decideRequest(as(olivia), (await ask(lead, riley.ref)).id, { verdict: "deny", comment: "not now" });
  const left = await ask(lead, riley.ref);
  await db.runtime.pool.query("update access_request set pending_until = now() where id = $1", [left.id]);
  await lapseDueRequests(systemContext(db.runtime, "worker"));
  const kinds = (await told(lead)).map(({ kind }) => kind);
  expect(kinds.sort()).toEqual(["request-denied", "request-lapsed"]);
});

it("of two who may take it back, neither hears of their own act, and nobody is named who did not do it", async () => {
  const first = await ask(lead, riley.ref);
  await workOff(db.runtime);
  await cancelRequest(as(lead), first.id);
  expect(await told(lead)).toEqual([]);
  expect((await listNotifications(as(olivia), {})).items[0]?.outcome).toBe("It was taken back");
  await cancelRequest(as(riley), (await ask(lead, riley.ref)).id);
  expect((await told(lead)).map(({ kind }) => kind)).toEqual(["request-cancelled"]);
});

it("a comment is told to both", async () => {
  const { id } = await ask(lead, riley.ref);
  await commentOnRequest(as(olivia), id, { text: "Which orders?" });
  expect((await told(lead)).map(({ kind }) => kind)).toEqual(["commented"]);
  expect((await told(riley)).map(({ kind }) => kind)).toContain("commented");
});

it("a room hears what became of what its people decide, and of nothing else", async () => {
  const { id } = await ask(riley);
  const { grantId } = await decideRequest(as(olivia), id, { verdict: "approve" });
  await revokeGrant(as(olivia), grantId ?? "", { reason: "done" });
  expect(await toldIn("orders", id)).toEqual(["request-approved", "access-revoked"]);
  expect(await toldIn("finance", id)).toEqual([]);
  const back = await ask(riley);
  const { grantId: own } = await decideRequest(as(olivia), back.id, { verdict: "approve" });
  await revokeGrant(as(riley), own ?? "", { reason: "done" });
  expect(await toldIn("orders", back.id)).toEqual(["request-approved"]);
  const denied = await ask(riley);
  await workOff(db.runtime);
  await decideRequest(as(olivia), denied.id, { verdict: "deny", comment: "no" });
  expect(await toldIn("orders", denied.id)).toEqual(["decision-wanted", "request-denied"]);
});
