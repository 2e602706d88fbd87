import { afterEach, beforeEach, expect, test } from "vitest";
import { systemContext } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { ordersTrait } from "@/lib/db/test-world";
import { listSources } from "../queries";
import { syncSource } from "../sync-source";
import { statusOf, TestApiServer } from "./test-api-server";
import { openTestCluster, smallest } from "./test-source";

let api: TestApiServer;
let database: TestDatabase;
let cluster: ReturnType<typeof openTestCluster>;

beforeEach(async () => {
  api = await TestApiServer.start();
  database = await createTestDatabase({ sources: [smallest] });
  cluster = openTestCluster(api);
});
afterEach(async () => {
  await cluster.source.close();
  await database.drop();
  await api.close();
});

const sync = () => syncSource(systemContext(database.runtime, "sync"), smallest, cluster.source);
const state = async () => (await listSources(systemContext(database.runtime, "test")))[0];

async function catalogue(): Promise<Record<string, string>> {
  const { rows } = await database.runtime.pool.query<{ ref: string; status: string }>(
    "select ref, status from service order by ref",
  );
  return Object.fromEntries(rows.map(({ ref, status }) => [ref, status]));
}

const application = (trait: object) => ({
  components: [{ name: "api", type: "webservice", traits: [{ type: "access", properties: trait }] }],
});

test("what a cluster runs can be asked for, until it is gone; a cluster that cannot be read takes nothing away", async () => {
  api.store.put("shop/orders", { spec: application(ordersTrait) });
  api.store.put("shop/stock", { spec: application({ ...ordersTrait, title: "Stock" }) });
  expect(await sync()).toMatchObject({ published: 2, problems: [] });
  expect(await catalogue()).toEqual({ "shop/orders/api": "active", "shop/stock/api": "active" });
  expect(await state()).toMatchObject({
    kind: "kubernetes",
    location: "the cluster around this Daypass, all namespaces",
    version: { title: "2 Applications" },
  });

  api.store.terminate("shop/stock");
  expect(await sync()).toMatchObject({ withdrawn: 1 });
  expect(await catalogue()).toEqual({ "shop/orders/api": "active", "shop/stock/api": "withdrawn" });

  api.intercept = () => statusOf(403, "no");
  expect((await sync()).problems[0]?.message).toContain("may not list applications");
  expect(await catalogue()).toMatchObject({ "shop/orders/api": "active" });
  expect(await state()).toMatchObject({ state: "stale" });

  api.intercept = () => null;
  api.store.delete("shop/orders");
  expect(await sync(), "an empty cluster is a whole one").toMatchObject({ withdrawn: 1, problems: [] });
});
