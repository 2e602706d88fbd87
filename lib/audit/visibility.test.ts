import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testIssuer } from "@/lib/config/test-config";
import { type Context, systemContext } from "@/lib/context/context";
import type { Page } from "@/lib/db/cursor";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import type { Principal } from "@/lib/principals/principal";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import type { AuditInput } from "./event";
import { exportAuditEvents } from "./export";
import { countAuditEvents, getAuditEvent, listAuditEvents } from "./queries";
import { record } from "./test-events";
import type { AuditEventView } from "./view";

const orders = "shop/orders/orders-api";
const billing = "shop/billing/billing-api";

const claimIssuer = {
  ...testIssuer,
  claims: { ...testIssuer.claims, keep: ["department"] },
  allowOwnerMappings: true,
};
const claimTrust = {
  corp: {
    issuer: testIssuer.issuer,
    mappings: [{ grant: "owner" as const, match: [{ claim: "department", equals: "orders" }] }],
  },
};

let db: TestDatabase;
let actors: Record<string, Context>;
/** Ids of the events of the table, by what each is called there. */
const ids: Record<string, string> = {};

/** What each actor sees, of these events only; people's own sign-ins come on top. */
const sees: Record<string, string[]> = {
  admin: ["rileyAsks", "oliviaDecides", "billingAsk", "sourceSynced", "samTries", "unknownService"],
  auditor: ["rileyAsks", "oliviaDecides", "billingAsk", "sourceSynced", "samTries", "unknownService"],
  system: ["rileyAsks", "oliviaDecides", "billingAsk", "sourceSynced", "samTries", "unknownService"],
  "owner of orders": ["rileyAsks", "oliviaDecides", "samTries"],
  "owner by claim": ["rileyAsks", "oliviaDecides", "samTries"],
  "owner of billing": ["billingAsk"],
  "the one who asked": ["rileyAsks", "oliviaDecides"],
  "the one who tried": ["samTries", "billingAsk"],
  stranger: ["unknownService"],
};

beforeAll(async () => {
  db = await createTestDatabase({ issuers: [claimIssuer] });
  const { runtime } = db;
  await declare(runtime, { ...ordersTrait, trust: claimTrust }, orders);
  await declare(
    runtime,
    { ...ordersTrait, title: "Billing API", owners: ["group:default/billing-team"] },
    billing,
  );
  const [riley, olivia, sam, stranger] = await Promise.all([
    signIn(runtime, "riley", ["engineering"]),
    signIn(runtime, "olivia", ["orders-team"]),
    signIn(runtime, "sam", ["security"]),
    signIn(runtime, "stranger", ["finance"]),
  ]);
  const claimed = await recordSignIn(
    runtime,
    claimIssuer,
    { sub: "claimed", name: "claimed", department: "orders" },
    "browser",
  );
  const as = (person: Principal) => contextOf(runtime, person);
  actors = {
    admin: as(await signIn(runtime, "parker", ["platform"])),
    auditor: as(await signIn(runtime, "avery", ["audit"])),
    system: systemContext(runtime, "worker"),
    "owner of orders": as(olivia),
    "owner by claim": as(claimed),
    "owner of billing": as(await signIn(runtime, "bill", ["billing-team"])),
    "the one who asked": as(riley),
    "the one who tried": as(sam),
    stranger: as(stranger),
  };
  const write = async (name: string, by: Principal | "system", event: AuditInput) => {
    await record(runtime, by, [{ ...event, detail: { name } }]);
    const { rows } = await runtime.pool.query("select id from audit_event order by position desc limit 1");
    ids[name] = rows[0].id;
  };
  await write("rileyAsks", riley, { action: "request.created", service: orders, subject: riley.id });
  await write("oliviaDecides", olivia, { action: "decision.made", service: orders, subject: riley.id });
  await write("billingAsk", sam, { action: "request.created", service: billing, subject: sam.id });
  await write("sourceSynced", "system", { action: "source.synced" });
  await write("samTries", sam, {
    action: "decision.made",
    outcome: "refused",
    service: orders,
    subject: olivia.id,
  });
  await write("unknownService", stranger, {
    action: "request.created",
    outcome: "refused",
    service: "no/such/service",
  });
});
afterAll(() => db.drop());

const known = (events: { id: string }[]) =>
  Object.keys(ids).filter((name) => events.some((event) => event.id === ids[name]));

describe.each(Object.keys(sees))("%s sees the same events", (who) => {
  const ctx = () => actors[who] as Context;
  const expected = [...(sees[who] ?? [])].sort();

  it("in the list", async () => {
    expect(known(await listAll(ctx())).sort()).toEqual(expected);
  });

  it("one by one, and of the rest not even that they are there", async () => {
    for (const [name, id] of Object.entries(ids)) {
      const found = getAuditEvent(ctx(), id);
      if (expected.includes(name)) expect(await found).toMatchObject({ id, detail: { name } });
      else await expect(found).rejects.toMatchObject({ code: "not-found" });
    }
  });

  it("as neighbours", async () => {
    const all = (await listAll(ctx())).map((event) => event.id);
    for (const [index, id] of all.entries()) {
      const { newer, older } = await getAuditEvent(ctx(), id);
      expect(newer.map((event) => event.id)).toEqual(all.slice(Math.max(0, index - 3), index));
      expect(older.map((event) => event.id)).toEqual(all.slice(index + 1, index + 4));
    }
  });

  it("under every filter", async () => {
    const all = await listAll(ctx());
    for (const { filter, keeps } of filters())
      expect(await listAll(ctx(), filter), JSON.stringify(filter)).toEqual(all.filter(keeps));
  });

  it("in the count and in the export", async () => {
    const all = await listAll(ctx());
    expect(await countAuditEvents(ctx(), {})).toEqual({ count: all.length, more: false });
    expect(await countAuditEvents(ctx(), {}, 1)).toEqual({ count: 1, more: all.length > 1 });
    const { body } = await exportAuditEvents(ctx(), { format: "jsonl" });
    const lines = (await new Response(body).text()).split("\n").filter(Boolean);
    expect(lines.map((line) => JSON.parse(line))).toEqual(all);
  });
});

function filters(): { filter: Record<string, string>; keeps: (event: AuditEventView) => boolean }[] {
  const riley = personOf("the one who asked");
  const sam = personOf("the one who tried");
  return [
    { filter: { actor: riley }, keeps: (event) => event.actor.id === riley },
    { filter: { actor: "system" }, keeps: (event) => event.actor.kind === "system" },
    { filter: { subject: riley }, keeps: (event) => event.subject === riley },
    { filter: { principal: sam }, keeps: (event) => event.subject === sam || event.actor.id === sam },
    { filter: { service: orders }, keeps: (event) => event.service === orders },
    { filter: { action: "request.*" }, keeps: (event) => event.action.startsWith("request.") },
    { filter: { action: "decision.made" }, keeps: (event) => event.action === "decision.made" },
    { filter: { outcome: "refused" }, keeps: (event) => event.outcome === "refused" },
    {
      filter: { outcome: "refused", action: "request.*", service: "no/such/service" },
      keeps: (event) => event.service === "no/such/service",
    },
    { filter: { principal: sam, action: "decision.*" }, keeps: (event) => event.id === ids.samTries },
  ];
}

const personOf = (who: string) => {
  const actor = actors[who]?.actor;
  return actor && actor.kind !== "system" ? actor.principal.id : "";
};

async function listAll(ctx: Context, filter: Record<string, string> = {}): Promise<AuditEventView[]> {
  const events: AuditEventView[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Page<AuditEventView> = await listAuditEvents(ctx, {
      ...filter,
      limit: 2,
      ...(cursor ? { cursor } : {}),
    });
    events.push(...page.items);
    cursor = page.nextCursor;
  }
  return events;
}
