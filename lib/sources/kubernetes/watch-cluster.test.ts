import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { statusOf, TestApiServer } from "./test-api-server";
import { openTestCluster, textsOf, until } from "./test-source";

let api: TestApiServer;
const opened: ReturnType<typeof openTestCluster>[] = [];

beforeEach(async () => {
  api = await TestApiServer.start();
});
afterEach(async () => {
  for (const { source } of opened.splice(0)) await source.close();
  await api.close();
});

/** A source that is followed, with its first list read and its watch open. */
async function followed(said: Parameters<typeof openTestCluster>[1] = {}) {
  const one = openTestCluster(api, said);
  opened.push(one);
  one.follow();
  await until(() => api.openWatches > 0 && one.changes() > 0);
  return one;
}

const asked = (verb: string) => api.received.filter((request) => request.verb === verb);
const versionAsked = () => asked("watch").at(-1)?.url.searchParams.get("resourceVersion");
/** Nothing more is on the way: what is said last has arrived. */
async function settled(one: Awaited<ReturnType<typeof followed>>) {
  const before = one.changes();
  api.store.put("shop/last", { labels: { at: String(api.store.version) } });
  await until(() => one.changes() > before);
  return one.changes() - before - 1;
}

test("what is put, changed and deleted is told, and read without asking again", async () => {
  api.store.put("shop/orders", {});
  const one = await followed();
  const lists = asked("list").length;
  api.store.put("shop/basket", {});
  await until(() => one.changes() === 2);
  api.store.put("shop/basket", { spec: { components: [{ name: "näher", type: "worker" }] } });
  await until(() => one.changes() === 3);
  api.store.delete("shop/orders");
  await until(() => one.changes() === 4);
  const texts = await textsOf(one.source);
  expect(Object.keys(texts)).toEqual(["shop/basket.json"]);
  expect(texts["shop/basket.json"]).toContain("näher");
  expect(asked("list")).toHaveLength(lists);
  expect(asked("watch")[0]?.url.search).toBe(
    "?watch=1&resourceVersion=1001&allowWatchBookmarks=true&timeoutSeconds=60",
  );
});

test("what controllers write all the time is not a change; what leaves is one, however it leaves", async () => {
  for (const name of ["a", "b", "c"]) api.store.put(`shop/${name}`, { labels: { team: "shop" } });
  const one = await followed({ config: { labelSelector: "team=shop" } });
  const before = one.changes();
  api.store.setStatus("shop/a", { phase: "running" });
  api.store.put("billing/other", { labels: { team: "billing" } });
  api.bookmark();
  api.store.put("shop/a", { labels: { team: "shop" }, annotations: { note: "1" } });
  await until(() => one.changes() > before);
  expect(one.changes()).toBe(before + 1);
  api.store.terminate("shop/a");
  await until(() => one.changes() === before + 2);
  api.store.setStatus("shop/a", { phase: "deleting" });
  api.store.delete("shop/a");
  api.store.put("shop/b", { labels: { team: "billing" } });
  await until(() => one.changes() === before + 3);
  expect(Object.keys(await textsOf(one.source))).toEqual(["shop/c.json"]);
});

test("events that arrive in pieces of three bytes are the same events", async () => {
  api.pieceBytes = 3;
  const one = await followed();
  for (let index = 0; index < 20; index += 1)
    api.store.put("shop/orders", { spec: { title: `Ü-${index}-日本-🚲` } });
  await until(async () => (await textsOf(one.source))["shop/orders.json"]?.includes("Ü-19-日本-🚲") === true);
});

test("a watch that ends or is cut goes on from the last version, which a bookmark moves as well", async () => {
  const one = await followed();
  api.store.put("shop/orders", {});
  await until(() => one.changes() === 2);
  api.endWatches();
  await until(() => asked("watch").length === 2 && api.openWatches === 1);
  expect(versionAsked()).toBe("1001");
  api.store.version = 2000;
  api.bookmark();
  api.store.compact();
  await sleep(50);
  api.cut();
  await until(() => asked("watch").length === 3 && api.openWatches === 1);
  expect(versionAsked()).toBe("2000");
  expect(one.changes()).toBe(2);
  expect(asked("list")).toHaveLength(1);
});

test.each(["status", "event"] as const)(
  "a version that is no longer kept (%s) is a new list, compared by uid",
  async (goneAs) => {
    api.goneAs = goneAs;
    for (const name of ["kept", "gone", "again"]) api.store.put(`shop/${name}`, {});
    const one = await followed();
    // Unchanged, or only status: nothing to tell.
    api.intercept = ({ verb }) => (verb === "watch" ? statusOf(503, "restarting") : null);
    api.cut();
    await until(() => one.words.some((text) => text.includes("503")));
    api.store.setStatus("shop/kept", { phase: "running" });
    api.compact();
    api.received = [];
    api.intercept = () => null;
    await until(() => asked("list").length === 1 && api.openWatches === 1);
    expect(asked("watch").map(({ url }) => url.searchParams.get("resourceVersion"))).toEqual([
      "1003",
      "1004",
    ]);
    expect(one.changes()).toBe(1);
    // Deleted and created again with the same words is another Application.
    api.intercept = ({ verb }) => (verb === "watch" ? statusOf(503, "restarting again") : null);
    api.cut();
    await until(() => one.words.some((text) => text.includes("again")));
    api.store.delete("shop/again");
    api.store.put("shop/again", {});
    api.compact();
    api.intercept = () => null;
    await until(() => one.changes() === 2);
    api.store.delete("shop/gone");
    await until(() => one.changes() === 3);
    expect(Object.keys(await textsOf(one.source))).toEqual(["shop/again.json", "shop/kept.json"]);
  },
);

test("a connection that is frozen is noticed by its silence, and nothing is lost", async () => {
  const one = await followed({ timing: { silenceMs: 300 } });
  api.freeze();
  api.store.put("shop/orders", {});
  await until(() => one.changes() === 2);
  expect(one.words.join()).toContain("has been silent for 0 s");
  expect(Object.keys(await textsOf(one.source))).toEqual(["shop/orders.json"]);
});

test("while no watch is open a read is a new list, never an old state; and what it misses is told", async () => {
  api.store.put("shop/orders", {});
  const one = await followed();
  api.intercept = ({ verb }) => (verb === "watch" ? statusOf(500, "no watches today") : null);
  api.cut();
  await until(() => one.words.some((text) => text.includes("no watches today")));
  api.store.put("shop/basket", {});
  expect(Object.keys(await textsOf(one.source))).toEqual(["shop/basket.json", "shop/orders.json"]);
  api.intercept = () => statusOf(500, "nothing today");
  await expect(one.source.read()).rejects.toThrow("nothing today");
  const before = one.changes();
  api.intercept = () => null;
  await until(() => one.changes() > before);
  expect(one.words.at(-1)).toBe("The cluster is followed again in all namespaces.");
});

test.each(["refused", "not answered"])(
  "a list that is under way while a watch is %s does not lose what happens meanwhile",
  async (how) => {
    for (const name of ["a", "b"]) api.store.put(`shop/${name}`, {});
    const one = await followed();
    api.mostPerPage = 1;
    let isWatchable = false;
    let hasSecondPage = false;
    let held = 0;
    api.intercept = async ({ verb, url }) => {
      if (url.searchParams.has("continue")) await until(() => hasSecondPage);
      if (verb !== "watch") return null;
      held += 1;
      if (how === "not answered") await until(() => isWatchable);
      return isWatchable ? null : statusOf(503, "restarting");
    };
    api.cut();
    await until(() => held > 0);
    await until(() => api.openWatches === 0);
    const reading = textsOf(one.source);
    await until(() => asked("list").length === 3);
    isWatchable = true;
    await sleep(60);
    api.store.put("shop/c", {});
    await sleep(60);
    hasSecondPage = true;
    expect(Object.keys(await reading)).toEqual(["shop/a.json", "shop/b.json"]);
    await until(async () => "shop/c.json" in (await textsOf(one.source)));
  },
);

test("what an API server asks for is waited for before the next try", async () => {
  const one = await followed();
  api.intercept = ({ verb }) =>
    verb === "watch" ? statusOf(429, "slow down", { "retry-after": "3600" }) : null;
  api.endWatches();
  await until(() => one.words.some((text) => text.includes("slow down")));
  api.intercept = () => null;
  await sleep(150);
  expect(asked("watch")).toHaveLength(2);
  // Nobody waits for that when Daypass stops.
  await one.source.close();
});

test.each([
  { type: "MODIFIED", object: { metadata: { name: "../x" } } },
  { type: "BOOKMARK", object: {} },
  { type: "ERROR", object: { code: 500, message: "etcdserver: mvcc" } },
  { type: "ERROR" },
  "x",
])("nonsense in a watch is not believed, and after some of it a new list is made: %j", async (line) => {
  const one = await followed({ timing: { longestPauseMs: 10_000 } });
  while (asked("list").length < 2) {
    api.say(line);
    await sleep(5);
  }
  expect(one.words.length).toBeGreaterThan(0);
  await until(() => api.openWatches === 1);
  expect(await settled(one)).toBe(0);
});

test("an event of a kind that is not known is passed over", async () => {
  const one = await followed();
  api.say({ type: "SOMETHING-NEW", object: {} });
  expect(await settled(one)).toBe(0);
  expect(asked("watch")).toHaveLength(1);
});

test("closing ends an open watch and a read that is under way", async () => {
  const one = await followed();
  api.intercept = () => new Promise(() => undefined);
  api.cut();
  await until(() => asked("watch").length === 2);
  const reading = one.source.read().catch((error: Error) => error.message);
  await one.source.close();
  expect(await reading).toContain("cannot be reached");
  await expect(one.source.read()).rejects.toThrow("The source is closed.");
});

test("one namespace that fails is no part of a whole", async () => {
  api.store.put("shop/orders", {});
  api.store.put("billing/invoices", {});
  api.refuse = (_, namespace) => (namespace === "billing" ? "no" : null);
  const one = openTestCluster(api, { config: { namespaces: ["shop", "billing"] } });
  opened.push(one);
  await expect(one.source.read()).rejects.toThrow("in namespace billing");
  api.refuse = () => null;
  expect(Object.keys(await textsOf(one.source))).toEqual(["billing/invoices.json", "shop/orders.json"]);
});
