import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Change } from "@/lib/audit/append";
import type { FolderSourceConfig } from "@/lib/config/config";
import { systemContext } from "@/lib/context/context";
import { listenForChanges } from "@/lib/db/changes";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { openSource } from "./open-source";
import { syncSource } from "./sync-source";

// More than one statement writes, of versions and of audit events.
const many = 230;
const refs = Array.from({ length: many }, (_, index) => `many/app-${String(index).padStart(3, "0")}/api`);

let database: TestDatabase;
let source: FolderSourceConfig;
beforeAll(async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "daypass-many-"));
  source = { name: "catalogue", kind: "folder", path: folder, declares: ["*"], whenGone: "end" };
  database = await createTestDatabase({ sources: [source] });
});
afterAll(async () => {
  rmSync(source.path, { recursive: true, force: true });
  await database.drop();
});

/** Several documents a file, the limits by the position of a service. */
function write(longest: (index: number) => string): void {
  const documents = refs.map((ref, index) => {
    const [namespace, name, component] = ref.split("/");
    const trait = {
      owners: ["group:default/team"],
      defaults: { eligible: ["group:default/team"], duration: { default: "1h", max: longest(index) } },
      roles: { reader: { scopes: ["read"] } },
    };
    const traits = [{ type: "access", properties: trait }];
    return JSON.stringify({
      apiVersion: "core.oam.dev/v1beta1",
      kind: "Application",
      metadata: { namespace, name },
      spec: { components: [{ name: component, type: "webservice", traits }] },
    });
  });
  writeFileSync(path.join(source.path, "a.yaml"), documents.slice(0, 120).join("\n---\n"));
  writeFileSync(path.join(source.path, "b.yaml"), documents.slice(120).join("\n---\n"));
}

const sync = () =>
  syncSource(systemContext(database.runtime, "sync"), source, openSource(source, database.runtime));

async function versions(): Promise<Record<string, string>> {
  const { rows } = await database.runtime.pool.query<{ ref: string; longest: string; declared: string }>(
    `select s.ref, d.trait #>> '{defaults,duration,max}' as longest, a.trait #>> '{defaults,duration,max}' as declared
     from service s join declaration d on d.id = s.declaration_id join declaration a on a.id = s.declared_id order by s.ref`,
  );
  return Object.fromEntries(rows.map(({ ref, longest, declared }) => [ref, `${longest} of ${declared}`]));
}

async function published(action: string): Promise<string[]> {
  const { rows } = await database.runtime.pool.query<{ service: string }>(
    "select service from audit_event where action = $1 order by position",
    [action],
  );
  return rows.map(({ service }) => service);
}

const everyone = (words: (index: number) => string) =>
  Object.fromEntries(refs.map((ref, index) => [ref, words(index)]));

test("however many services a source declares, each gets its version and its event, and everybody hears of them once", async () => {
  const heard: Change[] = [];
  const listener = await listenForChanges(database.runtime, (change) => heard.push(change));
  write(() => "4h");
  expect(await sync()).toMatchObject({ published: many, problems: [] });
  expect(await versions()).toEqual(everyone(() => "4h of 4h"));
  expect(await published("declaration.published")).toEqual(refs);
  await expect.poll(() => heard.length).toBe(2);
  expect(heard.map(({ noun, id }) => `${noun} ${id}`)).toEqual(["source catalogue", "service *"]);
  await listener.close();
});

test("of many changes at once each acts or waits by itself", async () => {
  const isNarrower = (index: number) => index % 3 === 0;
  write((index) => (isNarrower(index) ? "2h" : "8h"));
  expect(await sync()).toMatchObject({ published: many, withdrawn: 0, problems: [] });
  expect(await versions()).toEqual(everyone((index) => (isNarrower(index) ? "2h of 2h" : "4h of 8h")));
  expect((await published("declaration.proposed")).toSorted()).toEqual(
    refs.filter((_, index) => !isNarrower(index)),
  );
});

test("what an owner decides while the versions are compared counts: they are compared again", async () => {
  const { pool } = database.runtime;
  const owner = await pool.connect();
  await owner.query("begin");
  await owner.query("select 1 from service where ref = $1 for no key update", [refs[1]]);
  write(() => "6h");
  const syncing = sync();
  const waiting = "select 1 from pg_locks where locktype = 'transactionid' and not granted";
  await expect.poll(async () => (await pool.query(waiting)).rowCount, { timeout: 4_000 }).toBeGreaterThan(0);
  await owner.query("update service set declaration_id = declared_id where ref = $1", [refs[1]]);
  await owner.query("commit");
  owner.release();
  await syncing;
  const { [refs[1] ?? ""]: decided, [refs[2] ?? ""]: other } = await versions();
  expect({ decided, other }).toEqual({ decided: "6h of 6h", other: "4h of 6h" });
});
