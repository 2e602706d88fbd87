import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync, sign } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";

// A whole Daypass with a daypass.yaml of its own: an issuer that this test runs, and no demo.
const port = 3950;
const base = `http://localhost:${port}`;
const orders = "shop/orders/orders-api";
const exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
const tokenType = (name: string) => `urn:ietf:params:oauth:token-type:${name}`;

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
let issuer: http.Server;
let issuerUrl: string;
let launcher: ChildProcess;
let folder: string;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "own", use: "sig", alg: "RS256" };
  issuer = http.createServer((request, response) => {
    const body =
      request.url === "/jwks" ? { keys: [jwk] } : { issuer: issuerUrl, jwks_uri: `${issuerUrl}/jwks` };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => issuer.listen(0, "127.0.0.1", resolve));
  issuerUrl = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
  folder = mkdtempSync(path.join(tmpdir(), "daypass-own-"));
  const config = path.join(folder, "daypass.yaml");
  const catalogue = path.resolve("examples/catalogue");
  writeFileSync(
    config,
    `version: 1
issuers:
  - { name: own, issuer: "${issuerUrl}", kind: user, audiences: [daypass] }
auditors: ["group:default/audit"]
sources:
  - { name: catalogue, kind: folder, path: ${JSON.stringify(catalogue)}, declares: ["*"] }
`,
  );
  const env = {
    ...process.env,
    PORT: String(port),
    DAYPASS_CONFIG: config,
    DAYPASS_DATA: path.join(folder, "data"),
    DATABASE_URL: "",
    DAYPASS_URL: "",
  };
  launcher = spawn(process.execPath, ["scripts/start.mjs"], { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [launcher.stdout, launcher.stderr]) stream?.on("data", (part) => (said += part));
  await expect.poll(() => said, { timeout: 100_000 }).toContain("Daypass is ready");
});

test.afterAll(async () => {
  const ended = new Promise((resolve) => launcher.once("exit", resolve));
  launcher.kill("SIGTERM");
  await ended;
  issuer.close();
  rmSync(folder, { recursive: true, force: true });
});

function idToken(sub: string, groups: string[], overrides: Record<string, unknown> = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const claims = {
    iss: issuerUrl,
    sub,
    aud: "daypass",
    iat: now,
    exp: now + 300,
    name: sub,
    groups,
    ...overrides,
  };
  const input = `${encode({ alg: "RS256", typ: "JWT", kid: "own" })}.${encode(claims)}`;
  return `${input}.${sign("sha256", Buffer.from(input), privateKey).toString("base64url")}`;
}

async function token(fields: Record<string, string>) {
  const answer = await fetch(`${base}/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: exchange, ...fields }),
  });
  return { status: answer.status, body: await answer.json() };
}

async function signIn(sub: string, groups: string[]): Promise<string> {
  const { status, body } = await token({
    subject_token: idToken(sub, groups),
    subject_token_type: tokenType("id_token"),
  });
  expect(status, JSON.stringify(body)).toBe(200);
  return body.access_token;
}

async function call(
  apiToken: string,
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const answer = await fetch(base + url, {
    method,
    headers: {
      authorization: `Bearer ${apiToken}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
}

const introspect = async (credential: string, serviceToken: string) => {
  const headers = { authorization: `Basic ${Buffer.from(credential).toString("base64")}` };
  return (
    await fetch(`${base}/oauth/introspect`, {
      method: "POST",
      headers,
      body: new URLSearchParams({ token: serviceToken }),
    })
  ).json();
};

test("the whole job through REST only", async () => {
  const riley = await signIn("riley", ["engineering"]);
  const olivia = await signIn("olivia", ["engineering", "orders-team"]);
  const ask = {
    service: orders,
    role: "refunder",
    environment: "production",
    durationSeconds: 8 * 3600,
    justification: "Customer 4711 was charged twice",
  };

  const preview = await call(riley, "POST", "/api/v1/requests?dryRun=true", ask);
  expect(preview).toMatchObject({
    status: 200,
    body: { effectiveDurationSeconds: 14_400, cappedBy: "environment production" },
  });
  const asked = await call(riley, "POST", "/api/v1/requests", ask, { "idempotency-key": "once" });
  expect(asked).toMatchObject({
    status: 201,
    body: { status: "pending", service: orders, effectiveDurationSeconds: 14_400 },
  });
  expect((await call(riley, "POST", "/api/v1/requests", ask, { "idempotency-key": "once" })).body.id).toBe(
    asked.body.id,
  );
  expect((await call(riley, "POST", "/api/v1/requests", ask)).status).toBe(409);

  const url = `/api/v1/requests/${asked.body.id}`;
  expect((await call(riley, "POST", `${url}/decisions`, { verdict: "approve" })).status).toBe(403);
  expect((await call(olivia, "GET", "/api/v1/requests?decidable=true")).body.items).toHaveLength(1);
  const approved = await call(olivia, "POST", `${url}/decisions`, {
    verdict: "approve",
    durationSeconds: 900,
  });
  expect(approved.body).toMatchObject({ status: "approved", effectiveDurationSeconds: 900 });
  expect((await call(olivia, "POST", `${url}/decisions`, { verdict: "approve" })).status).toBe(409);

  const service = { subject_token: riley, subject_token_type: tokenType("access_token"), audience: orders };
  const minted = await token({ ...service, environment: "production", scope: "orders:refund" });
  expect(minted).toMatchObject({ status: 200, body: { scope: "orders:refund", token_type: "Bearer" } });
  expect(await token({ ...service, environment: "staging" })).toMatchObject({
    status: 400,
    body: { error: "invalid_target", request_access_uri: expect.stringContaining("/ask?") },
  });

  const made = await call(olivia, "POST", `/api/v1/services/${encodeURIComponent(orders)}/credentials`, {
    label: "test",
  });
  expect(made.status).toBe(201);
  const credential = `${made.body.id}:${made.body.secret}`;
  expect(await introspect(credential, minted.body.access_token)).toMatchObject({
    active: true,
    scope: "orders:refund",
  });

  const grant = `/api/v1/grants/${approved.body.grantId}`;
  expect((await call(olivia, "POST", `${grant}/revocation`, { reason: "done" })).body).toMatchObject({
    status: "revoked",
    revokeReason: "done",
  });
  expect(await introspect(credential, minted.body.access_token)).toEqual({ active: false });
  expect((await token(service)).status).toBe(400);

  const avery = await signIn("avery", ["audit"]);
  const log = await call(avery, "GET", `/api/v1/audit?requestId=${asked.body.id}`);
  const actions = log.body.items.map(
    (event: { action: string; outcome: string }) => `${event.action} ${event.outcome}`,
  );
  for (const action of [
    "request.created success",
    "decision.made refused",
    "request.approved success",
    "grant.activated success",
    "token.issued success",
    "grant.revoked success",
  ]) {
    expect(actions).toContain(action);
  }
});

test("refuses tokens that are not of the registered issuer, not for us, or no longer valid", async () => {
  const hour = Math.floor(Date.now() / 1000) - 3600;
  for (const [subject, overrides] of [
    ["another issuer", { iss: "https://login.elsewhere.example" }],
    ["another audience", { aud: "payroll" }],
    ["an expired token", { exp: hour }],
  ] as const) {
    const answer = await token({
      subject_token: idToken("riley", [], overrides),
      subject_token_type: tokenType("id_token"),
    });
    expect(answer.status, subject).toBe(400);
    expect(answer.body.error, subject).toBe("invalid_request");
  }
  expect(
    (await token({ subject_token: `${idToken("riley", [])}x`, subject_token_type: tokenType("id_token") }))
      .status,
  ).toBe(400);
});
