import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Context, systemContext } from "@/lib/context/context";
import { newId } from "@/lib/db/ids";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import { viewerOf } from "@/lib/principals/viewer";
import { countAuditSchema } from "./schema";
import { selectEvents } from "./select-events";
import { fillLog } from "./test-events";

const events = 40_000;

let db: TestDatabase;
let readers: Context[];

beforeAll(async () => {
  db = await createTestDatabase();
  const { runtime } = db;
  await fillLog(runtime, events);
  const owner = new pg.Client({ connectionString: db.ownerUrl });
  await owner.connect();
  await owner.query("vacuum analyze audit_event");
  await owner.end();
  await declare(runtime, ordersTrait, "fill/app/c7");
  readers = [
    systemContext(runtime, "test"),
    contextOf(runtime, await signIn(runtime, "olivia", ["orders-team"])),
    contextOf(runtime, await signIn(runtime, "stranger", ["finance"])),
  ];
});
afterAll(() => db.drop());

const person = (number: number) => `prn_${String(number).padStart(26, "0")}`;
const request = `req_${"5".padStart(26, "0")}`;

describe("the log is never read whole", () => {
  it.each([
    ["nothing", {}],
    ["actor", { actor: person(5) }],
    ["an actor of nothing", { actor: newId("prn") }],
    ["system", { actor: "system" }],
    ["action", { action: "grant.revoked" }],
    ["an action that never happened", { action: "key.retired" }],
    ["noun", { action: "grant.*" }],
    ["noun of nothing", { action: "delivery.*" }],
    ["service", { service: "fill/app/c7" }],
    ["a service of nothing", { service: "no/such/service" }],
    ["subject", { subject: person(6) }],
    ["principal", { principal: person(6) }],
    ["refused", { outcome: "refused" }],
    ["failed", { outcome: "failed" }],
    ["success", { outcome: "success" }],
    ["requestId", { requestId: request }],
    ["grantId", { grantId: request }],
    ["a day long ago", { from: "2026-10-24", to: "2026-10-24" }],
    ["action and service", { action: "grant.*", service: "fill/app/c7" }],
    ["actor and outcome", { actor: person(5), outcome: "refused" }],
  ])("for a page by %s", async (_what, filter) => {
    for (const reader of readers)
      expect(await rowsLookedAt(reader, filter), reader.requestId).toBeLessThan(events / 15);
  });
});

interface Plan {
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  Plans?: Plan[];
}

/** How many events the database looks at for one page, whether or not they are on it, at worst. */
async function rowsLookedAt(ctx: Context, filter: Record<string, string>): Promise<number> {
  const viewer = await viewerOf(ctx.runtime.pool, ctx);
  const parsed = countAuditSchema.parse(filter);
  const { name, text, values = [] } = selectEvents({ viewer, filter: parsed, towards: "older", limit: 51 });
  const client = await ctx.runtime.pool.connect();
  try {
    await client.query(`prepare page as ${text}`);
    const given = values.map((value) => literal(value)).join(", ");
    const looked: number[] = [];
    // A statement that is kept has to do for values that the planner has not seen.
    for (const mode of name ? ["force_custom_plan", "force_generic_plan"] : ["force_custom_plan"]) {
      await client.query(`set plan_cache_mode = ${mode}`);
      const { rows } = await client.query(`explain (analyze, format json) execute page(${given})`);
      looked.push(sum(rows[0]["QUERY PLAN"][0].Plan));
    }
    return Math.max(...looked);
  } finally {
    await client.query("deallocate page; reset plan_cache_mode");
    client.release();
  }
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `array[${value.map(literal).join(", ")}]::text[]`;
  return value instanceof Date ? `'${value.toISOString()}'` : pg.escapeLiteral(String(value));
}

function sum(plan: Plan): number {
  const own =
    plan["Relation Name"] === "audit_event"
      ? (plan["Actual Rows"] + (plan["Rows Removed by Filter"] ?? 0)) * plan["Actual Loops"]
      : 0;
  return (plan.Plans ?? []).reduce((total, child) => total + sum(child), own);
}
