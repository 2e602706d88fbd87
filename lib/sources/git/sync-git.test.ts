import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemContext } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { listSources } from "../queries";
import type { OpenSource } from "../source";
import { syncSource } from "../sync-source";
import { openGit } from "./open-git";
import { startTestGit, type TestGit } from "./test-git";

const examples = path.resolve(import.meta.dirname, "../../../examples/catalogue");
const orders = readFileSync(path.join(examples, "orders.yaml"), "utf8");
const payments = readFileSync(path.join(examples, "payments.yaml"), "utf8");

let remote: TestGit;
let database: TestDatabase;
let open: OpenSource;

beforeEach(async () => {
  remote = await startTestGit();
  database = await createTestDatabase({ sources: [remote.source] });
  open = openGit(remote.source, remote.cache);
  remote.write("orders.yaml", orders);
  remote.write("payments.yaml", payments);
});
afterEach(async () => {
  await open.close();
  await database.drop();
  await remote.stop();
});

const sync = () => syncSource(systemContext(database.runtime, "sync"), remote.source, open);
const state = async () => (await listSources(systemContext(database.runtime, "test")))[0];

async function catalogue(): Promise<Record<string, string>> {
  const { rows } = await database.runtime.pool.query<{ component: string; said: string }>(
    `select s.component, concat_ws(' ', s.status, d.version, d.source_version ->> 'label') as said
     from service s join declaration d on d.id = s.declaration_id`,
  );
  return Object.fromEntries(rows.map((row) => [row.component, row.said]));
}

test("a commit becomes declarations that know it; a broken, a deleted and a forced one do what they should", async () => {
  const first = remote.push("one").slice(0, 12);
  expect(await sync()).toMatchObject({ published: 3, problems: [], wasRead: true });
  const everything = {
    "ledger-api": `active 1 ${first}`,
    "orders-api": `active 1 ${first}`,
    "orders-db": `active 1 ${first}`,
  };
  expect(await catalogue()).toEqual(everything);
  expect(await state()).toMatchObject({
    state: "fresh",
    version: { label: first, author: "Ann Author", title: "one" },
    location: `${remote.source.url}, branch main`,
  });

  remote.write("orders.yaml", orders.replace("owners: [", "ownerz: ["));
  remote.git("rm", "-q", "payments.yaml");
  const broken = remote.push("broken").slice(0, 12);
  expect((await sync()).problems[0]).toMatchObject({
    file: "orders.yaml",
    line: expect.any(Number),
    message: "owners is missing.",
  });
  expect(await catalogue(), "nothing is taken away while something is broken").toEqual(everything);
  expect(await state()).toMatchObject({
    state: "stale",
    isDrifting: true,
    version: { label: first },
    seenVersion: { label: broken, title: "broken" },
  });

  remote.git("push", "-q", "origin", "HEAD:other", ":main");
  expect(await sync()).toMatchObject({ wasRead: false, withdrawn: 0 });
  expect(await catalogue()).toEqual(everything);
  const gone = await state();
  expect(gone).toMatchObject({ state: "stale", isDrifting: false, version: { label: first } });
  expect(gone?.problems).toMatchObject([{ file: "", message: "The repository has no branch main." }]);
  expect(gone?.unreadableSince).not.toBeNull();

  remote.git("reset", "-q", "--hard", "HEAD~1");
  remote.write("orders.yaml", orders.replace("title: Orders API", "title: Orders"));
  remote.git("rm", "-q", "payments.yaml");
  const forced = remote.push("forced", "--force").slice(0, 12);
  expect(await sync()).toMatchObject({ published: 1, withdrawn: 1, problems: [] });
  expect(await catalogue()).toEqual({
    "ledger-api": `withdrawn 1 ${first}`,
    "orders-api": `active 2 ${forced}`,
    "orders-db": `active 1 ${first}`,
  });
  expect(await state()).toMatchObject({
    state: "fresh",
    isDrifting: false,
    unreadableSince: null,
    version: { label: forced },
  });
});

test("a reading that began before the one in the catalogue changes nothing", async () => {
  remote.push("one");
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow: Pick<OpenSource, "read"> = {
    async read() {
      const snapshot = await openedFirst.read();
      await held;
      return snapshot;
    },
  };
  const openedFirst = openGit(remote.source, remote.cache);
  const late = syncSource(systemContext(database.runtime, "sync"), remote.source, slow);
  await expect.poll(() => remote.asked.length, { timeout: 15_000 }).toBeGreaterThan(1);
  remote.write("orders.yaml", orders.replace("title: Orders API", "title: Orders"));
  const second = remote.push("two").slice(0, 12);
  await sync();
  release();
  expect(await late).toMatchObject({ published: 0, withdrawn: 0 });
  await openedFirst.close();
  expect(await catalogue()).toMatchObject({ "orders-api": `active 1 ${second}` });
  expect(await state()).toMatchObject({ version: { label: second } });
});
