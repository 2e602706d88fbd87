import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { contextOf } from "@/lib/db/test-world";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import { issueServiceToken } from "@/lib/tokens/issue-service-token";
import { audience, credentialOf, engineer, grantTo, publish } from "@/lib/tokens/test-tokens";
import { startTestHttp, type TestHttp } from "./test-http";

const nginx = "/usr/sbin/nginx";
const shelf = path.resolve("deploy/nginx");

let web: TestHttp;
let service: Server;
let child: ChildProcess;
let folder: string;
let proxy: string;
let reached: IncomingMessage[] = [];

const portOf = (server: Server) => (server.address() as AddressInfo).port;
const freePort = async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
};

/** The file that we ship, with its words replaced, under a main file of the test. */
async function startNginx(
  credential: string,
  change: (conf: string) => string = (conf) => conf,
): Promise<string> {
  folder = mkdtempSync(path.join(tmpdir(), "daypass-nginx-"));
  const port = await freePort();
  const words: Record<string, string> = {
    DAYPASS_ADDRESS: new URL(web.url).host.replace("localhost", "127.0.0.1"),
    LISTEN_ADDRESS: `127.0.0.1:${port}`,
    CREDENTIAL: Buffer.from(credential).toString("base64"),
    DAYPASS_FOLDER: shelf,
    SERVICE_ADDRESS: `127.0.0.1:${portOf(service)}`,
  };
  const shipped = readFileSync(path.join(shelf, "daypass.conf"), "utf8");
  const conf = Object.entries(words).reduce((text, [word, value]) => text.replaceAll(word, value), shipped);
  mkdirSync(path.join(folder, "temp"));
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${folder}/temp/${name};`)
    .join("\n");
  writeFileSync(
    path.join(folder, "nginx.conf"),
    `daemon off; master_process off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events {}
http { access_log off; ${temporary}\n${change(conf)}\n}`,
  );
  child = spawn(nginx, ["-p", folder, "-c", path.join(folder, "nginx.conf")], { stdio: "inherit" });
  const address = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 100; attempt++) {
    if (
      await fetch(address).then(
        () => true,
        () => false,
      )
    )
      return address;
    await sleep(50);
  }
  throw new Error(readFileSync(path.join(folder, "error.log"), "utf8"));
}

async function stopNginx() {
  if (child.exitCode === null) {
    child.kill("SIGTERM");
    await new Promise((resolve) => child.once("exit", resolve));
  }
  rmSync(folder, { recursive: true });
}

let holders = 0;
/** A token of somebody new, with the grant that it speaks for. */
async function tokenFor(role: string, environment = "production") {
  holders += 1;
  const holder = await engineer(web.runtime, `riley-${holders}`);
  const grantId = await grantTo(web.runtime, holder, { role, environment });
  const { token } = await issueServiceToken(contextOf(web.runtime, holder), { audience, grantId });
  return { token, grantId, holder };
}

const call = (token: string | null, at = "/orders", headers: Record<string, string> = {}) =>
  fetch(`${proxy}${at}`, {
    headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...headers },
  });

describe.skipIf(!existsSync(nginx))("nginx in front of a service [needs nginx]", () => {
  beforeAll(async () => {
    web = await startTestHttp();
    await publish(web.runtime);
    service = createServer((req, res) => {
      reached.push(req);
      res.end("orders");
    });
    await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
    const { id, secret } = await credentialOf(web.runtime);
    proxy = await startNginx(`${id}:${secret}`);
  });
  afterAll(async () => {
    await stopNginx();
    service.close();
    await web.stop();
  });
  beforeEach(() => {
    reached = [];
  });

  it("passes a call on with who it is, and without the token", async () => {
    const { token, grantId, holder } = await tokenFor("refunder");
    const answer = await call(token, "/refunds?order=7", {
      "daypass-subject": "prn_admin",
      "Daypass-Role": "auditor",
      "daypass-name": "Root",
      "daypass-actor": "prn_root",
      "daypass-credential": "Basic x",
      "x-forwarded-method": "GET",
    });
    expect([answer.status, await answer.text()]).toEqual([200, "orders"]);
    const [request] = reached;
    expect(request?.url).toBe("/refunds?order=7");
    expect(request?.headersDistinct).toMatchObject({
      "daypass-subject": [holder.id],
      "daypass-name": [holder.name],
      "daypass-role": ["refunder"],
      "daypass-scope": ["orders:read orders:refund"],
      "daypass-environment": ["production"],
      "daypass-grant": [grantId],
    });
    expect(request?.headers["daypass-actor"]).toBeUndefined();
    expect(request?.headers.authorization).toBeUndefined();
    expect(request?.headers["daypass-credential"]).toBeUndefined();
  });

  it("refuses and says where access is asked for", async () => {
    const none = await call(null);
    expect(none.status).toBe(401);
    expect(none.headers.get("www-authenticate")).toMatch(
      /^Bearer realm="shop\/orders\/orders-api", scope="orders:read", request_access_uri="http.*\/ask\?service=shop/,
    );
    const { token } = await tokenFor("reader");
    expect((await call(token)).status).toBe(200);
    const lacking = await call(token, "/refunds");
    expect(lacking.status).toBe(403);
    expect(lacking.headers.get("www-authenticate")).toContain('error="insufficient_scope"');
    expect(await lacking.text()).toContain("/ask?service=shop%2Forders%2Forders-api&scope=orders");
    expect((await call((await tokenFor("reader", "staging")).token)).status).toBe(401);
    expect((await call("not.a.token")).status).toBe(401);
    expect(reached).toHaveLength(1);
  });

  it.each([
    ["another spelling of the path", "//refunds"],
    ["dots", "/x/../refunds"],
    ["percent-encoding", "/%72efunds"],
    ["a question of its own", "/refunds?scope=orders:read&environment=staging"],
    ["the address of the question", "/_daypass"],
  ])("is not talked out of it by %s", async (_name, at) => {
    const { token } = await tokenFor("reader");
    const port = Number(new URL(proxy).port);
    // As it stands: fetch would tidy the path up.
    const status = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () =>
        socket.write(
          `GET ${at} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nDaypass-Require: scope=\r\nConnection: close\r\n\r\n`,
        ),
      );
      socket.once("data", (data) => resolve(String(data).split(" ")[1] ?? ""));
      socket.once("error", reject);
    });
    expect(["403", "404"]).toContain(status);
    expect(reached).toEqual([]);
  });

  it("refuses the first call after a revocation", async () => {
    const { token, grantId, holder } = await tokenFor("reader");
    expect((await call(token)).status).toBe(200);
    await revokeGrant(contextOf(web.runtime, holder), grantId, { reason: "done" });
    expect((await call(token)).status).toBe(401);
  });

  it("is closed where a location forgot to say what it takes", async () => {
    const { token } = await tokenFor("refunder");
    const usual = { child, folder, proxy };
    const { id, secret } = await credentialOf(web.runtime);
    proxy = await startNginx(`${id}:${secret}`, (conf) =>
      conf.replace("set $daypass_scope orders:read;", ""),
    );
    expect((await call(token)).status).toBe(500);
    await stopNginx();
    ({ child, folder, proxy } = usual);
    expect(reached).toEqual([]);
  });

  it("passes nothing on while Daypass is away or does not know the proxy", async () => {
    const { token } = await tokenFor("reader");
    const usual = { child, folder, proxy };
    proxy = await startNginx("crd_00000000000000000000000000:wrong");
    expect((await call(token)).status).toBe(403);
    await stopNginx();
    const nowhere = await freePort();
    proxy = await startNginx("a:b", (conf) =>
      conf.replace(/server 127\.0\.0\.1:\d+/, `server 127.0.0.1:${nowhere}`),
    );
    expect((await call(token)).status).toBe(500);
    await stopNginx();
    ({ child, folder, proxy } = usual);
    expect(reached).toEqual([]);
  });

  it("keeps an answer no longer than it was told to", async () => {
    const usual = { child, folder, proxy };
    const { id, secret } = await credentialOf(web.runtime);
    proxy = await startNginx(
      `${id}:${secret}`,
      (conf) =>
        `proxy_cache_path ${tmpdir()}/daypass-nginx-cache-${process.pid} keys_zone=daypass:1m;\n${conf.replace(
          "&scope=$daypass_scope;",
          "&scope=$daypass_scope&staleness=1;\n    proxy_cache daypass;\n    proxy_cache_key $http_authorization$daypass_scope;",
        )}`,
    );
    const { token, grantId, holder } = await tokenFor("reader");
    expect((await call(token)).status).toBe(200);
    await revokeGrant(contextOf(web.runtime, holder), grantId, { reason: "done" });
    const revokedAt = performance.now();
    let last = 0;
    let refused = 0;
    while (performance.now() - revokedAt < 2_600) {
      const sentAt = performance.now();
      const { status } = await call(token);
      if (status === 200) last = sentAt - revokedAt;
      else refused += 1;
      await sleep(20);
    }
    // nginx counts whole seconds: an answer of the last instant of one lives until the next is over.
    expect(last).toBeLessThan(2_000);
    expect(refused).toBeGreaterThan(10);
    await stopNginx();
    ({ child, folder, proxy } = usual);
  });
});
