import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, signIn } from "@/lib/db/test-world";
import { createReader } from "@/lib/declarations/reader-pool";
import { closeRuntime, createRuntime } from "@/lib/runtime/runtime";
import { startTestGit, type TestGit } from "./git/test-git";
import { syncNow } from "./request-sync";
import { watchSources } from "./watch-sources";

const example = path.resolve(import.meta.dirname, "../../examples/catalogue/payments.yaml");
const payments = readFileSync(example, "utf8");

let remote: TestGit;
let database: TestDatabase;

beforeAll(async () => {
  remote = await startTestGit({ everySeconds: 3600 });
  database = await createTestDatabase({ sources: [remote.source], cacheFolder: remote.cache });
  remote.write("payments.yaml", payments);
  remote.push("one");
});
afterAll(async () => {
  await database.drop();
  await remote.stop();
});

const titles = async () =>
  (await database.runtime.pool.query<{ title: string }>("select title from service")).rows.map(
    (row) => row.title,
  );
/** How often the repository was asked for what it has. */
const fetches = () => remote.asked.length;

test("whoever asks for a sync has every process look once, however often they ask while it does", async () => {
  const other = createRuntime(database.runtime.config, { logLevel: "silent", reader: createReader() });
  const watches = await Promise.all([watchSources(database.runtime), watchSources(other)]);
  const [before] = await titles();
  const atRest = fetches();
  expect(before).toBeDefined();

  remote.write("payments.yaml", payments.replace(`title: ${before}`, "title: Renamed"));
  remote.push("two");
  const admin = contextOf(database.runtime, await signIn(database.runtime, "parker", ["platform"]));
  await syncNow(admin, "apps");
  await expect.poll(titles, { timeout: 15_000 }).toEqual(["Renamed"]);
  // Each process asks for the branch and, as it is new, for its objects.
  await expect.poll(fetches, { timeout: 15_000 }).toBeGreaterThan(atRest + 2);

  const settled = fetches();
  await Promise.all(Array.from({ length: 20 }, () => syncNow(admin, "apps")));
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(fetches() - settled).toBeLessThan(20);

  await Promise.all(watches.map((watch) => watch.close()));
  const closed = fetches();
  await syncNow(admin, "apps");
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(fetches()).toBe(closed);
  await closeRuntime(other);
});

test("a repository that hangs does not keep the others from being read, nor the process from stopping", async () => {
  remote.mode = "hang";
  const folder = {
    name: "folder",
    kind: "folder" as const,
    path: path.dirname(example),
    declares: ["shop/*/*"],
    whenGone: "end" as const,
  };
  const runtime = {
    ...database.runtime,
    config: { ...database.runtime.config, sources: [remote.source, folder] },
  };
  const watch = await watchSources(runtime);
  expect(await titles()).toContain("Orders API");
  await watch.close();
  const { rows } = await runtime.pool.query("select stale_since from source where name = 'apps'");
  expect(rows, "a process that stops says nothing about its sources").toEqual([{ stale_since: null }]);
  remote.mode = "serve";
});
