import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { connect } from "./connection";
import { inCluster } from "./in-cluster";
import { listApplications } from "./list-applications";
import { KubeApiServer, kubeBinaries } from "./test-kube-apiserver";
import { openTestCluster, testTiming, textsOf, until } from "./test-source";

const binaries = kubeBinaries();
const apps = (namespace: string, name = "") =>
  `/apis/core.oam.dev/v1beta1/namespaces/${namespace}/applications${name && `/${name}`}`;
const patch = "application/merge-patch+json";

const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "applications.core.oam.dev" },
  spec: {
    group: "core.oam.dev",
    scope: "Namespaced",
    names: {
      kind: "Application",
      listKind: "ApplicationList",
      plural: "applications",
      singular: "application",
    },
    versions: [
      {
        name: "v1beta1",
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
    ],
  },
};

const application = (name: string, title: string, metadata: object = {}) => ({
  apiVersion: "core.oam.dev/v1beta1",
  kind: "Application",
  metadata: { name, ...metadata },
  spec: { components: [], title },
});

/** Set KUBEBUILDER_ASSETS to a folder with etcd and kube-apiserver to run this. */
describe.skipIf(!binaries)("a real kube-apiserver", { timeout: 300_000 }, () => {
  let kube: KubeApiServer;
  const account = mkdtempSync(path.join(tmpdir(), "daypass-account-"));
  const locate = () =>
    inCluster({ KUBERNETES_SERVICE_HOST: "127.0.0.1", KUBERNETES_SERVICE_PORT: String(kube.port) }, account);
  const create = (namespace: string, body: object) => kube.admin("POST", apps(namespace), body);

  beforeAll(async () => {
    kube = await KubeApiServer.start(binaries ?? "");
    for (const name of ["daypass", "shop", "billing"])
      await kube.admin("POST", "/api/v1/namespaces", { metadata: { name } });
    await kube.admin("POST", "/api/v1/namespaces/daypass/serviceaccounts", {
      metadata: { name: "daypass-importer" },
    });
    writeFileSync(path.join(account, "ca.crt"), kube.ca);
    const made = await kube.admin(
      "POST",
      "/api/v1/namespaces/daypass/serviceaccounts/daypass-importer/token",
      {
        apiVersion: "authentication.k8s.io/v1",
        kind: "TokenRequest",
        spec: { expirationSeconds: 3600 },
      },
    );
    if (typeof made !== "object" || made === null || !("status" in made))
      throw new Error("no token was made");
    const { status } = made;
    if (typeof status !== "object" || status === null || !("token" in status)) throw new Error("no token");
    writeFileSync(path.join(account, "token"), String(status.token));
  }, 300_000);
  afterAll(async () => {
    await kube?.close();
    rmSync(account, { recursive: true, force: true });
  });

  test("is read with the role of deploy/kubernetes and not without it, and not before KubeVela is there", async () => {
    const { source } = openTestCluster({ url: "" }, { locate });
    await expect(source.read()).rejects.toThrow(
      "This identity may not list applications.core.oam.dev in all namespaces; deploy/kubernetes/importer-rbac.yaml",
    );
    const file = path.resolve(import.meta.dirname, "../../../deploy/kubernetes/importer-rbac.yaml");
    const [, role, binding] = parseAllDocuments(readFileSync(file, "utf8")).map((document) =>
      document.toJS(),
    );
    const rbac = "/apis/rbac.authorization.k8s.io/v1";
    await kube.admin("POST", `${rbac}/clusterroles`, role);
    await kube.admin("POST", `${rbac}/clusterrolebindings`, binding);
    const words = () => source.read().then(String, String);
    await until(async () => !(await words()).includes("may not list"));
    expect(await words()).toContain("so KubeVela is not installed in this cluster");
    await kube.admin("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition);
    await until(async () => !(await words()).includes("KubeVela is not installed"));
    expect(await textsOf(source)).toEqual({});
    await source.close();
  });

  test("pages make one list, and one whose versions etcd has forgotten begins again", async () => {
    for (let from = 0; from < 520; from += 20)
      await Promise.all(
        Array.from({ length: 20 }, (_, index) => create("shop", application(`app-${from + index}`, "x"))),
      );
    const closing = new AbortController();
    const connection = connect(locate);
    const asked: string[] = [];
    let forgets = 1;
    const api = {
      timing: testTiming,
      signal: closing.signal,
      send: async (question: Parameters<typeof connection.send>[0]) => {
        asked.push(question.query?.continue ? "next" : "first");
        if (question.query?.continue && forgets-- > 0) {
          await create("billing", application("late", "x"));
          await kube.compact();
        }
        return connection.send(question);
      },
    };
    const found = await listApplications(api, { namespace: null, labelSelector: null }, { addons: false });
    expect(asked).toEqual(["first", "next", "first", "next"]);
    expect(found.applications.size).toBe(521);
    for (let from = 0; from < 520; from += 20)
      await Promise.all(
        Array.from({ length: 20 }, (_, index) => kube.admin("DELETE", apps("shop", `app-${from + index}`))),
      );
    await kube.admin("DELETE", apps("billing", "late"));
  });

  test("is followed, through a restart that forgets what it knew", async () => {
    await create("shop", application("orders", "Ö"));
    await create("shop", application("basket", "x"));
    await create("shop", application("again", "x"));
    // So few failures that the old version is tried once more before a new list is made.
    const timing = { firstPauseMs: 2_000, longestPauseMs: 60_000 };
    const one = openTestCluster({ url: "" }, { locate, timing });
    one.follow();
    await until(() => one.changes() === 1);
    const seen = async () =>
      Object.entries(await textsOf(one.source)).map(([at, text]) => `${at} ${JSON.parse(text).spec.title}`);
    expect(await seen()).toEqual(["shop/again.json x", "shop/basket.json x", "shop/orders.json Ö"]);

    // Status, and what it does to resourceVersion, is nothing; a label, a spec and a finalizer are something.
    await kube.admin("PATCH", `${apps("shop", "orders")}/status`, { status: { phase: "running" } }, patch);
    await kube.admin("PATCH", apps("shop", "orders"), { metadata: { labels: { team: "shop" } } }, patch);
    await until(() => one.changes() >= 2);
    await kube.admin("PATCH", apps("shop", "orders"), { spec: { title: "日本" } }, patch);
    await until(() => one.changes() >= 3);
    const finalizers = ["app.oam.dev/resource-tracker-finalizer"];
    await kube.admin("PATCH", apps("shop", "basket"), { metadata: { finalizers } }, patch);
    await kube.admin("DELETE", apps("shop", "basket"));
    await until(() => one.changes() >= 4);
    expect(await seen()).toEqual(["shop/again.json x", "shop/orders.json 日本"]);
    await kube.admin("PATCH", apps("shop", "basket"), { metadata: { finalizers: null } }, patch);
    await create("billing", application("invoices", "x"));
    await until(() => one.changes() >= 5);
    expect(one.changes()).toBe(5);

    kube.takeDown();
    await until(() => one.words.length > 0);
    await kube.admin("DELETE", apps("shop", "again"));
    await create("shop", application("again", "x"));
    await kube.admin("DELETE", apps("billing", "invoices"));
    await kube.restart();
    kube.bringUp();
    await until(() => one.changes() >= 6);
    expect(one.words.join("\n")).toMatch(/answers 410|ended the watch with 410/);
    expect(await seen()).toEqual(["shop/again.json x", "shop/orders.json 日本"]);
    await create("shop", application("last", "x"));
    await until(() => one.changes() >= 7);
    expect(one.changes()).toBe(7);
    await one.source.close();
  });
});
