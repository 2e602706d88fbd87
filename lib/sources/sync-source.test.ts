import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FolderSourceConfig } from "@/lib/config/config";
import { systemContext } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { openSource } from "./open-source";
import { listSources } from "./queries";
import { syncSource } from "./sync-source";
import { watchSources } from "./watch-sources";

const examples = path.resolve(import.meta.dirname, "../../examples/catalogue");
let database: TestDatabase;
let folder: string;
let source: FolderSourceConfig;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "daypass-sync-"));
  for (const file of ["orders.yaml", "payments.yaml"])
    copyFileSync(path.join(examples, file), path.join(folder, file));
  source = { name: "catalogue", kind: "folder", path: folder, declares: ["*"], whenGone: "end" };
  database = await createTestDatabase({ sources: [source] });
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

const sync = (one = source) =>
  syncSource(systemContext(database.runtime, "sync"), one, openSource(one, database.runtime));
const edit = (file: string, change: (text: string) => string) =>
  writeFileSync(path.join(folder, file), change(readFileSync(path.join(folder, file), "utf8")));
const state = async () =>
  (await listSources(systemContext(database.runtime, "test"))).find((one) => one.name === source.name);

async function catalogue(): Promise<Record<string, string>> {
  const { rows } = await database.runtime.pool.query<{ ref: string; status: string; version: number }>(
    "select s.ref, s.status, d.version from service s join declaration d on d.id = s.declaration_id where source_name = $1",
    [source.name],
  );
  return Object.fromEntries(rows.map((row) => [row.ref, `${row.status} ${row.version}`]));
}

async function trail(since: number): Promise<string[]> {
  const { rows } = await database.runtime.pool.query<{
    action: string;
    outcome: string;
    service: string | null;
  }>("select action, outcome, service from audit_event where position > $1 order by position", [since]);
  return rows.map(({ action, service }) => (service ? `${action} ${service}` : action));
}

async function position(): Promise<number> {
  const { rows } = await database.runtime.pool.query<{ at: number }>(
    "select coalesce(max(position), 0)::int as at from audit_event",
  );
  return rows[0]?.at ?? 0;
}

const everything = {
  "payments/payments/ledger-api": "active 1",
  "shop/orders/orders-api": "active 1",
  "shop/orders/orders-db": "active 1",
};

describe("a folder", () => {
  test("becomes services and declarations, once", async () => {
    expect(await sync()).toMatchObject({ published: 3, withdrawn: 0, problems: [] });
    expect(await catalogue()).toEqual(everything);
    const before = await position();
    expect(await sync()).toMatchObject({ published: 0, withdrawn: 0 });
    expect(await trail(before)).toEqual([]);
    expect(await state()).toMatchObject({ state: "fresh", services: 3, withdrawn: 0, problems: [] });
  });

  test("gives a new version only for a trait that says something else", async () => {
    await sync();
    const before = await position();
    edit(
      "orders.yaml",
      (text) =>
        `# moved\n\n${text.replace("max: 8h }\n              approval: one-owner", "max: 6h }\n              approval: one-owner")}`,
    );
    expect(await sync()).toMatchObject({ published: 1 });
    expect(await catalogue()).toEqual({ ...everything, "shop/orders/orders-api": "active 2" });
    expect(await trail(before)).toEqual(["declaration.published shop/orders/orders-api", "source.synced"]);
  });

  test("keeps the last good version of a broken file, stale since then, with the place of the error", async () => {
    await sync();
    edit("orders.yaml", (text) => text.replace("owners: [", "ownerz: ["));
    const before = await position();
    const { problems } = await sync();
    expect(problems[0]).toMatchObject({
      severity: "error",
      file: "orders.yaml",
      message: "owners is missing.",
    });
    expect(problems[0]?.line).toBe(67);
    expect(await catalogue()).toEqual(everything);
    expect(await trail(before)).toEqual(["source.failed"]);
    const stale = await state();
    expect(stale).toMatchObject({ state: "stale", services: 3 });
    await sync();
    expect(await trail(before), "the same failure is told once").toEqual(["source.failed"]);
    expect((await state())?.staleSince).toBe(stale?.staleSince);
    edit("orders.yaml", (text) => text.replace("ownerz: [", "owners: ["));
    await sync();
    expect(await trail(before)).toEqual(["source.failed", "source.synced"]);
    expect(await state()).toMatchObject({ state: "fresh", staleSince: null, problems: [] });
  });

  test("withdraws what is gone, but not while anything is unreadable, and restores what comes back", async () => {
    await sync();
    const payments = readFileSync(path.join(folder, "payments.yaml"));
    rmSync(path.join(folder, "payments.yaml"));
    writeFileSync(path.join(folder, "x.yaml"), "a: [");
    await sync();
    expect(await catalogue()).toEqual(everything);
    rmSync(path.join(folder, "x.yaml"));
    const before = await position();
    expect(await sync()).toMatchObject({ withdrawn: 1 });
    expect(await catalogue()).toEqual({ ...everything, "payments/payments/ledger-api": "withdrawn 1" });
    writeFileSync(path.join(folder, "payments.yaml"), payments);
    await sync();
    expect(await catalogue()).toEqual(everything);
    expect(await trail(before)).toEqual([
      "service.withdrawn payments/payments/ledger-api",
      "source.synced",
      "service.restored payments/payments/ledger-api",
      "source.synced",
    ]);
  });

  test.each<[string, () => void]>([
    ["that is gone", () => rmSync(folder, { recursive: true })],
    [
      "that is suddenly empty",
      () => ["orders.yaml", "payments.yaml"].forEach((file) => void rmSync(path.join(folder, file))),
    ],
  ])("%s takes nothing away", async (_what, destroy) => {
    await sync();
    destroy();
    expect((await sync()).problems).toHaveLength(1);
    expect(await catalogue()).toEqual(everything);
    expect(await state()).toMatchObject({ state: "stale", services: 3 });
  });

  test("of another source stays out of what the first one declares", async () => {
    await sync();
    const second = { ...source, name: `${source.name}-two` };
    database.runtime.config.sources = [source, second];
    const { published, problems } = await sync(second);
    expect(published).toBe(0);
    expect(problems.map((problem) => problem.message)).toContain(
      `shop/orders/orders-api is declared by the source ${source.name} already, which stays.`,
    );
    expect(await catalogue()).toEqual(everything);
  });

  test("of two sources that claim the same at the same moment one gets it all", async () => {
    const second = { ...source, name: "second" };
    database.runtime.config.sources = [source, second];
    const syncs = [source, second].map((one) => sync(one));
    const results = await Promise.all(syncs);
    expect(results.map((result) => result.published).toSorted()).toEqual([0, 3]);
    expect(results.map((result) => result.problems.length).toSorted()).toEqual([0, 3]);
  });

  test("synced by five processes at once gives one version of each", async () => {
    const results = await Promise.all(Array.from({ length: 5 }, () => sync()));
    expect(results.map((result) => result.published).toSorted()).toEqual([0, 0, 0, 0, 3]);
    expect(await catalogue()).toEqual(everything);
  });
});

test("a change of a file is seen at once, and closing stops everything", async () => {
  const watch = await watchSources(database.runtime);
  expect(await catalogue()).toEqual(everything);
  edit("orders.yaml", (text) => text.replace("title: Orders API", "title: Orders"));
  await expect
    .poll(catalogue, { timeout: 5_000 })
    .toEqual({ ...everything, "shop/orders/orders-api": "active 2" });
  await watch.close();
  edit("orders.yaml", (text) => text.replace("title: Orders\n", "title: Orders again\n"));
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect(await catalogue()).toEqual({ ...everything, "shop/orders/orders-api": "active 2" });
});

test("services of a source that is no longer configured are withdrawn, and come back with it", async () => {
  await sync();
  const without = { ...database.runtime, config: { ...database.runtime.config, sources: [] } };
  await (await watchSources(without)).close();
  expect(new Set(Object.values(await catalogue()))).toEqual(new Set(["withdrawn 1"]));
  await (await watchSources(database.runtime)).close();
  expect(await catalogue()).toEqual(everything);
});
