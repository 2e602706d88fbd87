import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../scripts/ports.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "daypass-demo-"));
const keyFile = path.join(folder, "keys.json");
const appUrl = "http://localhost:9";
const callback = `${appUrl}/api/auth/callback/demo`;
const secret = "a secret of the test's own";
let issuer = "";
let provider = null;

beforeAll(async () => {
  issuer = `http://localhost:${await freePort()}`;
  provider = await startProvider();
});
afterAll(async () => {
  await stopProvider();
  rmSync(folder, { recursive: true });
});

async function startProvider() {
  const env = {
    ...process.env,
    DEMO_ISSUER: issuer,
    DEMO_KEYS: keyFile,
    DAYPASS_URL: appUrl,
    DAYPASS_DEMO_CLIENT_SECRET: secret,
  };
  const child = spawn(process.execPath, ["demo/identity-provider.mjs"], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (child.said += chunk));
  for (let patience = 100; patience > 0; patience--) {
    if (await fetch(`${issuer}/.well-known/openid-configuration`).catch(() => null)) return child;
    await sleep(50);
  }
  throw new Error(child.said);
}

async function stopProvider() {
  const ended = new Promise((resolve) => provider.once("exit", resolve));
  provider.kill();
  await ended;
}

/** A browser without a window: keeps cookies, follows redirects until they leave the issuer. */
function browser() {
  const jar = new Map();
  return async function visit(url, form) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const init = form ? { method: "POST", body: new URLSearchParams(form) } : {};
    const response = await fetch(url, { ...init, redirect: "manual", headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = line.slice(0, line.indexOf(";")).split("=");
      if (value) jar.set(name, value);
      else jar.delete(name);
    }
    const next = response.headers.get("location");
    if (!next) return { url, status: response.status, html: await response.text() };
    const target = new URL(next, url).href;
    return target.startsWith(issuer) ? visit(target) : { url: target };
  };
}

const verifier = randomBytes(32).toString("base64url");

function signInUrl(changes = {}) {
  const parameters = {
    client_id: "daypass",
    redirect_uri: callback,
    response_type: "code",
    scope: "openid profile email groups",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    state: "a state",
    nonce: "a nonce",
    ...changes,
  };
  const present = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return `${issuer}/auth?${new URLSearchParams(present)}`;
}

async function tokens(body, headers = {}) {
  const response = await fetch(`${issuer}/token`, {
    method: "POST",
    headers,
    body: new URLSearchParams(body),
  });
  return response.json();
}

const claimsIn = async (idToken, audience) =>
  (await jwtVerify(idToken, createRemoteJWKSet(new URL(`${issuer}/jwks`)), { issuer, audience })).payload;

async function signIn(visit, person) {
  const picker = await visit(signInUrl());
  return redeem((await visit(picker.url, { person })).url);
}

async function redeem(url) {
  const back = new URL(url);
  expect(`${back.origin}${back.pathname}`).toBe(callback);
  expect(back.searchParams.get("state")).toBe("a state");
  const basic = Buffer.from(`daypass:${encodeURIComponent(secret)}`).toString("base64");
  const code = {
    grant_type: "authorization_code",
    code: back.searchParams.get("code"),
    redirect_uri: callback,
  };
  return tokens({ ...code, code_verifier: verifier }, { authorization: `Basic ${basic}` });
}

test("signs a picked person in, with the groups in the ID token", async () => {
  const { id_token: idToken } = await signIn(browser(), "olivia");
  expect(await claimsIn(idToken, "daypass")).toMatchObject({
    sub: "olivia",
    name: "Olivia Park",
    email: "olivia@example.com",
    groups: ["engineering", "orders-team"],
    nonce: "a nonce",
  });
});

test("shows everybody, and again whenever a login is asked for", async () => {
  const visit = browser();
  await signIn(visit, "riley");
  const straight = await visit(signInUrl());
  expect(straight.url).toContain(`${callback}?code=`);
  const again = await visit(signInUrl({ prompt: "login" }));
  for (const name of [
    "Riley Chen",
    "Olivia Park",
    "Omar Haddad",
    "Sam Osei",
    "Avery Novak",
    "Parker Ellis",
  ]) {
    expect(again.html).toContain(name);
  }
});

const mfa = "urn:daypass:acr:mfa";
const confirm = /Confirm that you are Olivia Park/;

test("says when somebody signed in, and how", async () => {
  const before = Math.floor(Date.now() / 1000);
  const claims = await claimsIn((await signIn(browser(), "olivia")).id_token, "daypass");
  expect(claims.auth_time).toBeGreaterThanOrEqual(before);
  expect(claims).toMatchObject({ amr: ["user"] });
  expect(claims).not.toHaveProperty("acr");
});

test("asks for a second factor when the application does, of whoever it knows already", async () => {
  const visit = browser();
  await signIn(visit, "olivia");
  const page = await visit(signInUrl({ acr_values: mfa }));
  expect(page.html).toMatch(confirm);
  expect((await visit(page.url, { person: "olivia" })).html).toMatch(confirm);
  expect((await visit(page.url, { person: "olivia", other: "yes" })).html).toContain(
    "Who do you want to be?",
  );
  const { url } = await visit(page.url, { person: "olivia", factor: "shown" });
  expect(await claimsIn((await redeem(url)).id_token, "daypass")).toMatchObject({
    sub: "olivia",
    acr: mfa,
    amr: ["user", "mfa"],
  });
  const straight = await visit(signInUrl({ acr_values: mfa }));
  expect(await claimsIn((await redeem(straight.url)).id_token, "daypass")).toMatchObject({ acr: mfa });
});

test("lets nobody past a second factor that was asked for", async () => {
  const visit = browser();
  const picker = await visit(signInUrl({ acr_values: `other ${mfa}` }));
  expect(picker.html).toContain("Who do you want to be?");
  expect((await visit(picker.url, { person: "olivia" })).html).toMatch(confirm);
});

test("asks again when the last time is too long ago, and says the new one", async () => {
  const visit = browser();
  const { id_token: first } = await signIn(visit, "olivia");
  await sleep(2_100);
  const straight = await visit(signInUrl({ max_age: "600" }));
  expect(straight.url).toContain(`${callback}?code=`);
  const asked = await visit(signInUrl({ max_age: "1" }));
  expect(asked.html).toContain("Who do you want to be?");
  const { id_token: second } = await redeem((await visit(asked.url, { person: "olivia" })).url);
  const [before, after] = [await claimsIn(first, "daypass"), await claimsIn(second, "daypass")];
  expect(after.auth_time).toBeGreaterThan(before.auth_time);
});

test.each([
  ["no PKCE", { code_challenge: undefined, code_challenge_method: undefined }],
  ["a plain code challenge", { code_challenge_method: "plain" }],
])("refuses %s", async (_name, changes) => {
  const { url } = await browser()(signInUrl(changes));
  expect(new URL(url).searchParams.get("error")).toBe("invalid_request");
});

test("refuses another place to return to", async () => {
  const { status, html } = await browser()(signInUrl({ redirect_uri: "https://elsewhere.example/" }));
  expect(status).toBe(400);
  expect(html).toContain("That did not work");
});

test("refuses a person that the demo does not have", async () => {
  const visit = browser();
  const picker = await visit(signInUrl());
  expect((await visit(picker.url, { person: "mallory" })).status).toBe(400);
});

test("refuses a choice without the interaction it belongs to", async () => {
  const picker = await browser()(signInUrl());
  expect((await browser()(picker.url, { person: "parker" })).status).toBe(400);
});

test("a program signs a person in with a code", async () => {
  const device = { client_id: "daypass-device", scope: "openid profile email groups", prompt: "login" };
  const asked = await (
    await fetch(`${issuer}/device/auth`, { method: "POST", body: new URLSearchParams(device) })
  ).json();
  const poll = () =>
    tokens({
      grant_type: "urn:ietf:params:oauth:grant-type:device_code",
      device_code: asked.device_code,
      client_id: "daypass-device",
    });
  expect((await poll()).error).toBe("authorization_pending");

  const visit = browser();
  const fieldsOf = (html) =>
    Object.fromEntries(
      [...html.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    );
  const { abort: _abort, ...entered } = fieldsOf((await visit(asked.verification_uri)).html);
  const { abort, ...confirmed } = fieldsOf(
    (await visit(asked.verification_uri, { ...entered, user_code: asked.user_code })).html,
  );
  expect(abort).toBe("yes");
  const picker = await visit(asked.verification_uri, confirmed);
  expect((await visit(picker.url, { person: "riley" })).html).toContain("The program is signed in");
  expect(await claimsIn((await poll()).id_token, "daypass-device")).toMatchObject({
    sub: "riley",
    groups: ["engineering"],
  });
});

test("keeps its keys over a restart, for its own eyes only, and warns nobody", async () => {
  const { id_token: idToken } = await signIn(browser(), "avery");
  await stopProvider();
  expect(provider.said).toBe("");
  provider = await startProvider();
  expect((await claimsIn(idToken, "daypass")).sub).toBe("avery");
  expect(statSync(keyFile).mode & 0o077).toBe(0);
});
