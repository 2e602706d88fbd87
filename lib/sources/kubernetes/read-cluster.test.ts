import http from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Received, statusOf, TestApiServer } from "./test-api-server";
import { clusterAt, openTestCluster, textsOf } from "./test-source";

let api: TestApiServer;

beforeEach(async () => {
  api = await TestApiServer.start();
});
afterEach(() => api.close());

const put = (...paths: string[]) => {
  for (const path of paths) api.store.put(path, {});
};
const lists = () => api.received.filter(({ verb }) => verb === "list");
const pathsOf = async (opened = openTestCluster(api)) => Object.keys(await textsOf(opened.source));

test("every Application by namespace and name, in order, with a version that says what was read", async () => {
  put("shop/orders", "billing/invoices", "shop/basket", "vela-system/addon-velaux");
  api.store.terminate("shop/basket");
  const { source } = openTestCluster(api);
  expect(Object.keys(await textsOf(source))).toEqual(["billing/invoices.json", "shop/orders.json"]);
  const versionOf = async () => (await source.read())?.version;
  const version = await versionOf();
  expect(version).toMatchObject({ label: `resourceVersion ${api.store.version}`, title: "2 Applications" });
  api.store.setStatus("shop/orders", { phase: "running" });
  expect((await versionOf())?.id).toBe(version?.id);
  api.store.put("shop/orders", { labels: { team: "shop" } });
  expect((await versionOf())?.id).not.toBe(version?.id);
  expect(lists()[0]?.url.search).toBe("?limit=500");
});

test("a cluster without Applications is empty, which is not the same as unreadable", async () => {
  expect(await pathsOf()).toEqual([]);
});

test("the namespaces and the label that are named, and nothing else is asked for", async () => {
  put("shop/orders", "billing/invoices", "secret/plans");
  api.store.put("shop/basket", { labels: { team: "shop" } });
  expect(await pathsOf(openTestCluster(api, { config: { namespaces: ["shop", "billing"] } }))).toEqual([
    "billing/invoices.json",
    "shop/basket.json",
    "shop/orders.json",
  ]);
  expect(lists().map(({ url }) => url.pathname.split("/")[5])).toEqual(["shop", "billing"]);
  const labelled = openTestCluster(api, { config: { labelSelector: "team=shop" } });
  expect(await pathsOf(labelled)).toEqual(["shop/basket.json"]);
});

test("pages make one list; one that expires begins again, and only so often", async () => {
  put(...Array.from({ length: 1_100 }, (_, index) => `shop/app-${index}`));
  expect(await pathsOf()).toHaveLength(1_100);
  expect(lists()).toHaveLength(3);

  let expiries = 2;
  const expireOnLastPage = ({ url, verb }: Received) => {
    if (verb === "list" && url.searchParams.has("continue") && expiries > 0) {
      expiries -= 1;
      api.compact();
      put(`shop/late-${expiries}`);
    }
    return null;
  };
  api.intercept = expireOnLastPage;
  expect(await pathsOf()).toHaveLength(1_102);
  expiries = 100;
  await expect(pathsOf()).rejects.toThrow("answers 410: what was asked for is no longer kept.");
  expect(expiries).toBe(96);
});

test.each([
  ["an error", () => statusOf(400, "no")],
  ["a permission that is gone", () => statusOf(403, "no")],
  ["a list without items", () => ({ status: 200, body: { kind: "ApplicationList", metadata: {} } })],
  ["something else", () => ({ status: 200, body: "<html>" })],
  [
    "a page of another moment",
    () => ({ status: 200, body: { kind: "ApplicationList", metadata: { resourceVersion: "1" }, items: [] } }),
  ],
  [
    "an object that is none",
    () => ({
      status: 200,
      body: { kind: "ApplicationList", metadata: { resourceVersion: `${api.store.version}` }, items: [{}] },
    }),
  ],
])("a list whose second page is %s is no list", async (_, answer) => {
  put("shop/a", "shop/b", "shop/c");
  api.mostPerPage = 2;
  api.intercept = ({ url }) => (url.searchParams.has("continue") ? answer() : null);
  await expect(pathsOf()).rejects.toThrow("The API server");
});

test("what passes by itself is waited for, as long as the API server asks, and not for ever", async () => {
  put("shop/orders");
  const busy = [
    statusOf(429, "later", { "retry-after": "0" }),
    statusOf(503, "later"),
    statusOf(500, "etcd"),
  ];
  api.intercept = ({ verb }) => (verb === "list" ? (busy.shift() ?? null) : null);
  expect(await pathsOf()).toEqual(["shop/orders.json"]);
  api.intercept = ({ verb }) => (verb === "list" ? statusOf(503, "etcd has no leader") : null);
  api.received = [];
  await expect(pathsOf()).rejects.toThrow("The API server answers 503. It says: etcd has no leader");
  expect(lists()).toHaveLength(5);
  api.intercept = ({ verb }) => (verb === "list" ? statusOf(429, "go", { "retry-after": "3600" }) : null);
  await expect(pathsOf()).rejects.toThrow("answers 429: it is asked too much at the moment.");
});

test("a page that is too large is asked for in smaller pieces", async () => {
  put(...Array.from({ length: 60 }, (_, index) => `shop/app-${index}`));
  const noise = { noise: "x".repeat(1024 * 1024) };
  for (let index = 0; index < 60; index += 1) api.store.setStatus(`shop/app-${index}`, noise);
  expect(await pathsOf()).toHaveLength(60);
  expect(lists().map(({ url }) => url.searchParams.get("limit"))).toEqual([
    "500",
    "50",
    ...Array.from({ length: 12 }, () => "5"),
  ]);
});

test("more Applications than a catalogue can hold are no list", async () => {
  api.intercept = ({ verb, url }) => {
    if (verb !== "list") return null;
    const page = Number(url.searchParams.get("continue") ?? 0);
    const items = Array.from({ length: 500 }, (_, index) => ({
      metadata: {
        name: `app-${page}-${index}`,
        namespace: "shop",
        uid: `${page}-${index}`,
        resourceVersion: "1",
      },
    }));
    const metadata = { resourceVersion: "5", continue: String(page + 1) };
    return { status: 200, body: { kind: "ApplicationList", metadata, items } };
  };
  await expect(pathsOf()).rejects.toThrow(
    "more than 20000 Applications in all namespaces. Narrow namespaces",
  );
  expect(lists()).toHaveLength(41);
});

test("a token that rotated is read again, once", async () => {
  put("shop/orders");
  api.tokens = new Set(["new"]);
  let token = "old";
  let located = 0;
  const locate = async () => {
    located += 1;
    return clusterAt(api, { token });
  };
  const opened = openTestCluster(api, { locate });
  await expect(pathsOf(opened)).rejects.toThrow(
    "answers 401: it does not accept the credentials of this source",
  );
  token = "new";
  expect(await pathsOf(opened)).toEqual(["shop/orders.json"]);
  const before = located;
  expect(await pathsOf(opened)).toEqual(["shop/orders.json"]);
  expect(located).toBe(before);
  expect(api.received.at(-1)?.authorization).toBe("Bearer new");
});

test("a role that is missing is said in words, before anything is listed", async () => {
  api.refuse = (verb) => (verb === "list" ? 'no RBAC policy matched for "importer"' : null);
  const config = { namespaces: ["shop"] };
  const opened = openTestCluster(api, { config });
  await expect(pathsOf(opened)).rejects.toThrow(
    'This identity may not list applications.core.oam.dev in namespace shop; deploy/kubernetes/importer-rbac.yaml holds the role that it needs. It says: no RBAC policy matched for "importer"',
  );
  expect(lists()).toEqual([]);
  // A cluster that lets nobody ask answers the list itself.
  api.intercept = ({ verb }) => (verb === "review" ? statusOf(403, "no") : null);
  await expect(pathsOf(opened)).rejects.toThrow(
    "The API server answers 403: this identity may not list applications.core.oam.dev in namespace shop; deploy/",
  );
  api.intercept = () => null;
  api.refuse = (verb) => (verb === "watch" ? "not yet" : null);
  const unwatched = openTestCluster(api, { config });
  expect(await pathsOf(unwatched)).toEqual([]);
  expect(unwatched.words.join()).toContain(
    "This identity may not watch applications.core.oam.dev in namespace shop",
  );
});

test("a cluster without KubeVela, a redirect and a cut are said in words, and the redirect is not followed", async () => {
  api.intercept = ({ verb }) => (verb === "list" ? statusOf(404, "404 page not found") : null);
  await expect(pathsOf()).rejects.toThrow(
    "answers 404: it knows no applications.core.oam.dev/v1beta1, so KubeVela is",
  );
  const elsewhere = await TestApiServer.start();
  api.intercept = ({ verb, url }) =>
    verb === "list" ? { status: 307, headers: { location: elsewhere.url + url.pathname } } : null;
  await expect(pathsOf()).rejects.toThrow("answers 307, a redirect, which is not followed");
  expect(elsewhere.received).toEqual([]);
  await elsewhere.close();
  api.intercept = ({ verb }) =>
    verb === "list" ? { status: 200, headers: { "content-length": "90" }, body: '{"kind":"Appl' } : null;
  const cut = pathsOf(openTestCluster(api, { timing: { answerMs: 200 } }));
  await expect(cut).rejects.toThrow(/cut its answer short|not answered within|silent/);
  const there = clusterAt(api);
  await api.close();
  const gone = openTestCluster(api, { locate: async () => there });
  await expect(pathsOf(gone)).rejects.toThrow(
    /The API server at 127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)/,
  );
});

test("an answer that never comes, or drips without end, is given up", async () => {
  api.intercept = () => new Promise(() => undefined);
  await expect(pathsOf(openTestCluster(api, { timing: { answerMs: 100 } }))).rejects.toThrow(
    /has been silent for|has not answered within/,
  );
  const dripping = http.createServer((_, response) => {
    const drops = setInterval(() => response.write(" "), 10);
    response.on("close", () => clearInterval(drops));
  });
  await new Promise<void>((resolve) => dripping.listen(0, "127.0.0.1", resolve));
  const address = dripping.address();
  const url = `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`;
  const slow = openTestCluster({ url }, { timing: { answerMs: 200 } });
  await expect(pathsOf(slow)).rejects.toThrow("has not answered within");
  dripping.closeAllConnections();
  await new Promise((resolve) => dripping.close(resolve));
});
