import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { stringify } from "yaml";
import type { Cluster } from "./cluster";
import { inCluster } from "./in-cluster";
import { readKubeconfig } from "./kubeconfig";
import { TestApiServer } from "./test-api-server";
import { selfSigned } from "./test-certificate";
import { openTestCluster, textsOf } from "./test-source";

const folder = mkdtempSync(path.join(tmpdir(), "daypass-kube-"));
afterAll(() => rmSync(folder, { recursive: true }));

const server = selfSigned("kube-apiserver");
const client = selfSigned("importer");
const base64 = (text: string) => Buffer.from(text).toString("base64");

function write(name: string, text: string): string {
  writeFileSync(path.join(folder, name), text);
  return path.join(folder, name);
}

function kubeconfig(cluster: object, user: object, more: object = {}): string {
  const contexts = [
    { name: "here", context: { cluster: "c", user: "u", namespace: "ignored" } },
    { name: "lost", context: { cluster: "gone", user: "u" } },
  ];
  const clusters = [{ name: "c", cluster: { server: "https://10.0.0.1:6443/k8s", ...cluster } }];
  const users = [{ name: "u", user }];
  return write("kubeconfig", stringify({ "current-context": "here", contexts, clusters, users, ...more }));
}

describe("a kubeconfig", () => {
  test("gives the address, the authority and the identity of its current context, inline or from files beside it", async () => {
    write("ca.pem", server.cert);
    write("token", "from a file\n");
    const data = {
      "client-certificate-data": base64(client.cert),
      "client-key-data": base64(client.key),
      token: "said",
    };
    expect(
      await readKubeconfig(kubeconfig({ "certificate-authority-data": base64(server.cert) }, data), null),
    ).toEqual({
      server: new URL("https://10.0.0.1:6443/k8s"),
      isVerified: true,
      ca: server.cert,
      servername: null,
      certificate: client,
      token: "said",
    });
    const files = { "certificate-authority": "ca.pem", "tls-server-name": "kube" };
    const found = await readKubeconfig(kubeconfig(files, { tokenFile: "token", token: "said" }), "here");
    expect(found).toMatchObject({
      ca: server.cert,
      servername: "kube",
      certificate: null,
      token: "from a file",
    });
  });

  test.each<[string, object, object, object?]>([
    [
      "says exec: it would run a program to sign in, and Daypass runs none.",
      {},
      { exec: { command: "aws" } },
    ],
    ["says auth-provider: it signs in in a way that", {}, { "auth-provider": { name: "gcp" } }],
    ["says username: it signs in in a way that", {}, { username: "admin", password: "x" }],
    ["says as: it speaks as somebody else.", {}, { token: "x", as: "admin" }],
    ["says insecure-skip-tls-verify for 10.0.0.1:6443", { "insecure-skip-tls-verify": true }, { token: "x" }],
    ["names a proxy-url.", { "proxy-url": "socks5://elsewhere" }, { token: "x" }],
    ["must be an https address", { server: "http://10.0.0.1" }, {}],
    ["must be an https address", { server: "https://me:secret@10.0.0.1" }, {}],
    ["must be an https address", { server: "file:///etc/passwd" }, {}],
    ["a client-certificate without its client-key", {}, { "client-certificate-data": base64("x") }],
    [`names ${folder}/missing.pem, which cannot be read`, { "certificate-authority": "missing.pem" }, {}],
    ["has no current-context", {}, {}, { "current-context": "" }],
    ["has no context elsewhere. It has: here, lost.", {}, {}, { "current-context": "elsewhere" }],
    ["has no cluster gone. It has: c.", {}, {}, { "current-context": "lost" }],
    ["is none: users is missing or of the wrong type", {}, {}, { users: "u" }],
  ])("is refused: it %s", async (words, cluster, user, more) => {
    await expect(readKubeconfig(kubeconfig(cluster, user, more), null)).rejects.toThrow(words);
  });

  test("that is not there, or is no YAML, is refused without a word of what it holds", async () => {
    await expect(readKubeconfig(path.join(folder, "nowhere"), null)).rejects.toThrow(
      "nowhere cannot be read",
    );
    await expect(readKubeconfig(folder, null)).rejects.toThrow("cannot be read");
    const broken = readKubeconfig(write("broken", "users: [{ token: s3cret"), null);
    await expect(broken).rejects.toThrow(/broken is not valid YAML\.$/);
  });
});

describe("over TLS", () => {
  let api: TestApiServer;
  beforeEach(async () => {
    api = await TestApiServer.start({
      ...server,
      ca: client.cert,
      requestCert: true,
      rejectUnauthorized: false,
    });
    api.store.put("shop/orders", {});
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await api.close();
  });

  const read = async (locate: () => Promise<Cluster>) =>
    Object.keys(await textsOf(openTestCluster(api, { locate }).source));
  const authority = { "certificate-authority-data": base64(server.cert) };

  test("the server's certificate is checked, whatever the environment says", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    const known = kubeconfig({ server: api.url, ...authority }, {});
    expect(await read(() => readKubeconfig(known, null))).toEqual(["shop/orders.json"]);
    const other = { "certificate-authority-data": base64(selfSigned("another").cert) };
    const unknown = kubeconfig({ server: api.url, ...other }, { token: "t0ken" });
    const words =
      /cannot be reached \((DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_SIGNATURE_FAILURE|SELF_SIGNED.*)\)/;
    await expect(read(() => readKubeconfig(unknown, null))).rejects.toThrow(words);
    const renamed = kubeconfig({ server: api.url, ...authority, "tls-server-name": "elsewhere" }, {});
    await expect(read(() => readKubeconfig(renamed, null))).rejects.toThrow("ERR_TLS_CERT_ALTNAME_INVALID");
    expect(api.received.every(({ authorization }) => authorization === undefined)).toBe(true);
    const loopback = kubeconfig({ server: api.url, "insecure-skip-tls-verify": true }, {});
    expect(await read(() => readKubeconfig(loopback, null))).toEqual(["shop/orders.json"]);
  });

  test("a client certificate is shown", async () => {
    const data = { "client-certificate-data": base64(client.cert), "client-key-data": base64(client.key) };
    const config = kubeconfig({ server: api.url, ...authority }, data);
    expect(await read(() => readKubeconfig(config, null))).toEqual(["shop/orders.json"]);
    expect(api.received.map(({ certificate }) => certificate)).toContain("importer");
  });

  test("inside a cluster the service account speaks, and its rotated token is read again", async () => {
    const { hostname, port } = new URL(api.url);
    const env = { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port };
    write("ca.crt", server.cert);
    write("token", "first\n");
    api.tokens = new Set(["first"]);
    const { source } = openTestCluster(api, { locate: () => inCluster(env, folder) });
    expect(Object.keys(await textsOf(source))).toEqual(["shop/orders.json"]);
    write("token", "second\n");
    api.tokens = new Set(["second"]);
    expect(Object.keys(await textsOf(source))).toEqual(["shop/orders.json"]);
    expect(api.received.slice(-2).map(({ authorization }) => authorization)).toEqual([
      "Bearer first",
      "Bearer second",
    ]);
    await expect(inCluster({}, folder)).rejects.toThrow("does not run inside a Kubernetes cluster");
    write("token", "");
    await expect(inCluster(env, folder)).rejects.toThrow("The service account's file");
  });

  test("a connection that is frozen is noticed here as well", async () => {
    const config = kubeconfig({ server: api.url, ...authority }, {});
    const one = openTestCluster(api, {
      locate: () => readKubeconfig(config, null),
      timing: { silenceMs: 300 },
    });
    one.follow();
    await vi.waitUntil(() => api.openWatches === 1, { timeout: 10_000 });
    api.freeze();
    api.store.put("shop/basket", {});
    await vi.waitUntil(() => one.changes() === 2, { timeout: 10_000 });
    await one.source.close();
  });
});
