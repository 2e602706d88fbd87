import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sessionCookieName } from "@/lib/principals/session";
import { audience } from "@/lib/tokens/test-tokens";
import { callerOf, sessionCookie } from "./test-http";
import {
  accessTokenType,
  basicOf,
  idTokenType,
  opaqueAudience,
  startTestOauth,
  type TestOauth,
} from "./test-oauth";

// Every secret opens its own door and no other (CVE-2026-4282 was one key space for all of them).

let oauth: TestOauth;
let secrets: Record<string, string>;

beforeAll(async () => {
  oauth = await startTestOauth();
  const { web, idp, riley, credentials } = oauth;
  const device = (await (
    await oauth.post("/oauth/device_authorization", { client_id: "test" })
  ).json()) as Record<string, string>;
  const jwt = await oauth.serviceToken();
  const { status } = decodeJwt<{ status: { status_list: { uri: string } } }>(jwt);
  secrets = {
    "API token": oauth.api,
    JWT: jwt,
    "opaque token": await oauth.serviceToken(opaqueAudience),
    "ID token": await idp.idToken({ sub: "riley" }),
    "device code": device.device_code ?? "",
    "user code": device.user_code ?? "",
    credential: credentials.orders.secret,
    session: (await sessionCookie(web.runtime.config, riley)).split("=")[1] ?? "",
    "status list": await (await fetch(new URL(new URL(status.status_list.uri).pathname, web.url))).text(),
  };
});
afterAll(() => oauth.stop());

const me = async (headers: Record<string, string>) =>
  (await callerOf(oauth.web.url, headers)("GET", "/api/v1/me")).status === 200;
const isActive = (answer: string) => JSON.parse(answer).active === true;

it.each<[door: string, opens: string, knock: (secret: string) => Promise<boolean>]>([
  ["Authorization of the API", "API token", (secret) => me({ authorization: `Bearer ${secret}` })],
  [
    "the session cookie",
    "session",
    (secret) =>
      me({
        cookie: `${sessionCookieName(oauth.web.runtime.config)}=${secret}`,
        "sec-fetch-site": "same-origin",
      }),
  ],
  [
    "subject_token, as an access token",
    "API token",
    async (secret) =>
      (await oauth.exchange({ subject_token: secret, subject_token_type: accessTokenType, audience })).ok,
  ],
  [
    "subject_token, as an ID token",
    "ID token",
    async (secret) => (await oauth.exchange({ subject_token: secret, subject_token_type: idTokenType })).ok,
  ],
  [
    "device_code",
    "device code",
    // It waits for somebody's yes: known, and nothing is given.
    async (secret) => {
      const grant = "urn:ietf:params:oauth:grant-type:device_code";
      const form = { grant_type: grant, device_code: secret, client_id: "test" };
      const { error } = (await (await oauth.post("/oauth/token", form)).json()) as { error: string };
      return error === "authorization_pending";
    },
  ],
  ["introspection by one service", "JWT", async (secret) => isActive(await oauth.introspect(secret))],
  [
    "introspection by another",
    "opaque token",
    async (secret) => isActive(await oauth.introspect(secret, oauth.credentials.opaque)),
  ],
  [
    "the credential of a service",
    "credential",
    async (secret) => {
      const credential = { ...oauth.credentials.orders, secret };
      return (await oauth.post("/oauth/introspect", { token: "x" }, basicOf(credential))).ok;
    },
  ],
  [
    "the token that a proxy asks about",
    "JWT",
    async (secret) => {
      const headers = {
        authorization: `Bearer ${secret}`,
        "daypass-credential": basicOf(oauth.credentials.orders).authorization,
      };
      const asked = "environment=staging&scope=orders:read";
      return (await fetch(`${oauth.web.url}/forward-auth?${asked}`, { headers })).status === 200;
    },
  ],
])("%s is opened by: %s", async (_door, opens, knock) => {
  const opened: string[] = [];
  for (const [name, secret] of Object.entries(secrets)) {
    expect(secret.length, name).toBeGreaterThan(7);
    if (await knock(secret)) opened.push(name);
  }
  expect(opened).toEqual([opens]);
});
