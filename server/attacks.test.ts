import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contextOf, signIn } from "@/lib/db/test-world";
import { deactivatePrincipal } from "@/lib/principals/deactivate-principal";
import { issueApiToken } from "@/lib/tokens/issue-api-token";
import { audience, engineer, grantTo } from "@/lib/tokens/test-tokens";
import { apiRoutes } from "./api/routes";
import type { Events } from "./events";
import { sampleCall } from "./test-call";
import { callerOf } from "./test-http";
import { accessTokenType, idTokenType, startTestOauth, type TestOauth } from "./test-oauth";

// What others were attacked with. Where another test shows a refusal already, docs/attacks.md names it.

let oauth: TestOauth;

beforeAll(async () => {
  oauth = await startTestOauth();
});
afterAll(() => oauth.stop());

describe("introspection (CVE-2026-37979, and its mend that leaked through the signed answer)", () => {
  it("says of another service's token that it is not active, and not one byte more, however it is asked", async () => {
    const token = await oauth.serviceToken();
    expect(JSON.parse(await oauth.introspect(token)).active).toBe(true);
    for (const accept of ["application/json", "application/token-introspection+jwt", "application/jwt"])
      expect(await oauth.introspect(token, oauth.credentials.opaque, { accept })).toBe('{"active":false}');
  });
});

describe("two grants (Teleport #14711: a role and a resource added up to more than either)", () => {
  it("never make a token that is wider than one of them, whatever is asked for", async () => {
    const { runtime } = oauth.web;
    const holder = await engineer(runtime, "two-grants");
    const held = [
      { role: "refunder", environment: "staging", may: ["orders:read", "orders:refund"] },
      { role: "auditor", environment: "production", may: ["orders:audit"] },
      { role: "auditor", environment: "staging", may: ["orders:audit"] },
    ];
    const grants = new Map<string, (typeof held)[number]>();
    for (const grant of held) grants.set(await grantTo(runtime, holder, grant), grant);
    const { token } = await issueApiToken(runtime, holder, "test");
    const asks = product(
      subsets(["orders:read", "orders:refund", "orders:audit"]).map((scopes) => scopes.join(" ")),
      ["", "staging", "production", "staging production"],
      ["", ...grants.keys()],
    );
    let given = 0;
    for (const [scope, environment, grant_id] of asks) {
      const asked = Object.entries({ scope, environment, grant_id }).filter(([, value]) => value !== "");
      const about = JSON.stringify(asked);
      const answer = await oauth.exchange({
        subject_token: token,
        subject_token_type: accessTokenType,
        audience,
        ...Object.fromEntries(asked),
      });
      const body = (await answer.json()) as { access_token: string };
      if (!answer.ok) {
        expect(body, about).toMatchObject({ error: expect.stringMatching(/^invalid_/) });
        continue;
      }
      given += 1;
      const told = JSON.parse(await oauth.introspect(body.access_token));
      expect(told.authorization_details, about).toHaveLength(1);
      const [{ grant_id: id, environment: where }] = told.authorization_details;
      const grant = grants.get(id);
      expect(where, about).toBe(grant?.environment);
      const scopes = told.scope.split(" ");
      expect(grant?.may, about).toEqual(expect.arrayContaining(scopes));
      if (scope) expect(scopes.toSorted(), about).toEqual(scope.split(" ").toSorted());
    }
    expect(given).toBeGreaterThan(10);
    expect(given).toBeLessThan(asks.length);
  });
});

const subsets = (all: string[]) =>
  Array.from({ length: 2 ** all.length }, (_, mask) => all.filter((_one, index) => mask & (1 << index)));
const product = (scopes: string[], environments: string[], grants: string[]) =>
  scopes.flatMap((scope) =>
    environments.flatMap((environment) => grants.map((grant) => [scope, environment, grant] as const)),
  );

describe("between the yes and the token (CVE-2026-16103, GHSA-wv3h-x6c4-r867)", () => {
  it("whoever is locked out gets nothing for what was approved before, and old tokens are dead", async () => {
    const { runtime } = oauth.web;
    const gone = await engineer(runtime, "gone");
    await grantTo(runtime, gone);
    const { token } = await issueApiToken(runtime, gone, "test");
    const form = { subject_token: token, subject_token_type: accessTokenType, audience };
    const before = (await (await oauth.exchange(form)).json()) as { access_token: string };
    expect(JSON.parse(await oauth.introspect(before.access_token)).active).toBe(true);
    const admin = await signIn(runtime, "parker", ["platform"]);
    await deactivatePrincipal(contextOf(runtime, admin), gone.id, { reason: "left" });
    expect((await oauth.exchange(form)).status).toBe(400);
    expect(await oauth.introspect(before.access_token)).toBe('{"active":false}');
  });
});

describe("a clock that is five minutes off", () => {
  it.each<[string, Record<string, number>]>([
    ["an ID token of the future", { iat: 300, nbf: 300, exp: 600 }],
    ["an ID token that is good in five minutes only", { nbf: 300 }],
    ["an ID token that ended five minutes ago", { iat: -600, exp: -300 }],
  ])("%s is refused", async (_what, offsets) => {
    const now = Math.floor(Date.now() / 1000);
    const times = Object.fromEntries(Object.entries(offsets).map(([claim, offset]) => [claim, now + offset]));
    const answer = await oauth.exchange({
      subject_token: await oauth.idp.idToken(times),
      subject_token_type: idTokenType,
    });
    expect(answer.status).toBe(400);
  });
});

describe("headers that other servers believed (CVE-2025-29927 and its kind)", () => {
  const closed = apiRoutes({} as Events).filter((route) => route.auth !== "none");
  it.each<Record<string, string>>([
    { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" },
    { "x-forwarded-user": "olivia", "x-remote-user": "olivia", "daypass-subject": "olivia" },
    { "x-original-url": "/healthz", "x-rewrite-url": "/healthz", "x-http-method-override": "GET" },
    { forwarded: "for=127.0.0.1;host=localhost", "x-forwarded-for": "127.0.0.1" },
  ])("%j open no route", async (headers) => {
    const nobody = callerOf(oauth.web.url, headers);
    for (const route of closed) {
      const { path, body } = sampleCall(route);
      expect((await nobody(route.method, path, body)).status, `${route.method} ${route.path}`).toBe(401);
    }
  });
});
