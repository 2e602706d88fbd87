import { createVerifier } from "@daypass/node";
import { verifyJws } from "@daypass/node/jws";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testIssuer } from "@/lib/config/test-config";
import { contextOf, signIn } from "@/lib/db/test-world";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import { deactivatePrincipal } from "@/lib/principals/deactivate-principal";
import { ensureSigningKey, verificationKeys } from "@/lib/tokens/keys";
import { startTestIdp, type TestIdp } from "@/lib/tokens/test-idp";
import {
  audience,
  credentialOf,
  engineer,
  grantTo,
  ordersTrait,
  publish,
  ref,
} from "@/lib/tokens/test-tokens";
import { type Reply, startTestHttp, type TestHttp } from "../test-http";

const tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
const idTokenType = "urn:ietf:params:oauth:token-type:id_token";
const accessTokenType = "urn:ietf:params:oauth:token-type:access_token";

let idp: TestIdp;
let web: TestHttp;
let credential: { id: string; secret: string };
let count = 0;
let who: string;

beforeAll(async () => {
  idp = await startTestIdp();
  web = await startTestHttp({ issuers: [idp.issuer, testIssuer] });
  await ensureSigningKey(web.runtime);
  await publish(web.runtime);
  credential = await credentialOf(web.runtime);
});
afterAll(async () => {
  await web.stop();
  await idp.close();
});
beforeEach(() => {
  who = `riley-${++count}`;
});

async function send(
  path: string,
  form: Record<string, string> | string,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const response = await fetch(`${web.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body: typeof form === "string" ? form : new URLSearchParams(form).toString(),
  });
  const body = await response.json();
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("x-request-id")).toBeTruthy();
  return { status: response.status, headers: response.headers, body };
}

const exchange = (form: Record<string, string>, headers = {}) =>
  send("/oauth/token", { grant_type: tokenExchange, ...form }, headers);
const signInAs = async (sub: string, groups = ["engineering"]): Promise<string> => {
  const { body } = await exchange({
    subject_token: await idp.idToken({ sub, name: sub, groups }),
    subject_token_type: idTokenType,
  });
  return body.access_token;
};
const serviceToken = (apiToken: string, form: Record<string, string> = {}) =>
  exchange({ subject_token: apiToken, subject_token_type: accessTokenType, audience, ...form });
const basic = ({ id, secret } = credential) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
});
const principal = async (apiToken: string) => {
  const response = await fetch(`${web.url}/api/v1/me`, { headers: { authorization: `Bearer ${apiToken}` } });
  return (await response.json()).principal;
};

describe("POST /oauth/token", () => {
  it("exchanges an ID token for an API token, which speaks for that person", async () => {
    const { status, body } = await exchange({
      subject_token: await idp.idToken({ sub: who, name: "Riley Chen" }),
      subject_token_type: idTokenType,
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      issued_token_type: accessTokenType,
      token_type: "Bearer",
      expires_in: expect.any(Number),
    });
    expect(body.expires_in).toBeGreaterThan(3_590);
    expect(await principal(body.access_token)).toMatchObject({
      issuer: idp.url,
      subject: who,
      name: "Riley Chen",
      groups: ["group:default/engineering"],
    });
    const jws = verifyJws(body.access_token, await verificationKeys(web.runtime));
    expect(jws).toMatchObject({
      header: { typ: "at+jwt", alg: "ES256" },
      claims: { aud: web.runtime.config.baseUrl, iss: web.runtime.config.baseUrl },
    });
  });

  it("exchanges an API token for a service token, cut to what was asked for", async () => {
    const api = await signInAs(who);
    const { rows } = await web.runtime.pool.query("select id from principal where subject = $1", [who]);
    const holder = { ...(await engineer(web.runtime, who)), id: rows[0].id, issuer: idp.url };
    const grantId = await grantTo(web.runtime, holder, { role: "refunder" });
    const { status, body } = await serviceToken(api, {
      scope: "orders:refund",
      environment: "staging",
      grant_id: grantId,
    });
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { token_type: "Bearer", issued_token_type: accessTokenType, scope: "orders:refund" },
    });
    expect(body.expires_in).toBeLessThanOrEqual(300);
  });

  it("says where to ask when there is no grant", async () => {
    const api = await signInAs(who);
    const none = await serviceToken(api);
    expect(none).toMatchObject({
      status: 400,
      body: {
        error: "invalid_target",
        request_access_uri: expect.stringMatching(/\/ask\?service=shop%2Forders%2Forders-api$/),
      },
    });
    const holder = { ...(await engineer(web.runtime, who)), id: (await principal(api)).id };
    await grantTo(web.runtime, holder);
    const scope = await serviceToken(api, { scope: "orders:refund" });
    expect(scope).toMatchObject({
      status: 400,
      body: { error: "invalid_scope", request_access_uri: expect.stringContaining("scope=orders%3Arefund") },
    });
  });

  it.each<[string, Record<string, string>, string]>([
    ["no grant_type", { grant_type: "" }, "invalid_request"],
    ["another grant_type", { grant_type: "client_credentials" }, "unsupported_grant_type"],
    ["no subject_token", { subject_token: "" }, "invalid_request"],
    ["no subject_token_type", { subject_token_type: "" }, "invalid_request"],
    [
      "another subject_token_type",
      { subject_token_type: "urn:ietf:params:oauth:token-type:saml2" },
      "invalid_request",
    ],
    ["an ID token as access token", { subject_token_type: accessTokenType, audience }, "invalid_request"],
    ["an audience for an ID token", { audience }, "invalid_target"],
    ["an actor_token", { actor_token: "x" }, "invalid_request"],
    ["a resource for an ID token", { resource: "https://x.example" }, "invalid_target"],
    ["another requested_token_type", { requested_token_type: idTokenType }, "invalid_request"],
    ["a NUL", { environment: "\u0000" }, "invalid_request"],
    ["a broken character", { environment: "\ud800" }, "invalid_request"],
  ])("refuses %s", async (_what, form, error) => {
    const answer = await exchange({
      subject_token: await idp.idToken({ sub: who }),
      subject_token_type: idTokenType,
      ...form,
    });
    expect(answer).toMatchObject({
      status: 400,
      body: { error, error_description: expect.stringMatching(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/) },
    });
    expect(answer.body).not.toHaveProperty("access_token");
  });

  it.each<[string, Record<string, string>]>([
    ["no audience", { audience: "" }],
    ["an audience and a resource (RFC 8707, 2)", { resource: "https://orders.example" }],
    ["a resource that is no URI (RFC 8707, 2)", { audience: "", resource: "orders" }],
    ["a resource with a fragment (RFC 8707, 2)", { audience: "", resource: "https://orders.example/#a" }],
    ["a long audience", { audience: "x".repeat(301) }],
    ["a long scope", { scope: "x".repeat(4_001) }],
    ["a long grant id", { grant_id: "x".repeat(301) }],
  ])("refuses a service token for %s", async (_what, form) => {
    expect(await serviceToken(await signInAs(who), form)).toMatchObject({
      status: 400,
      body: { error: expect.stringMatching(/^invalid_(request|target)$/) },
    });
  });

  it("never gives a weaker token than was asked for: a DPoP proof is refused, not ignored", async () => {
    const form = { subject_token: await idp.idToken({ sub: who }), subject_token_type: idTokenType };
    expect(await exchange(form, { dpop: "e30.e30.x" })).toMatchObject({
      status: 400,
      body: { error: "invalid_dpop_proof" },
    });
  });

  it("takes forms only, each parameter once, and not too much", async () => {
    expect(await send("/oauth/token", "{}", { "content-type": "application/json" })).toMatchObject({
      status: 400,
      body: { error: "invalid_request" },
    });
    expect(await send("/oauth/token", `grant_type=${tokenExchange}&grant_type=x`)).toMatchObject({
      status: 400,
      body: { error: "invalid_request" },
    });
    expect(
      await send("/oauth/token", `grant_type=${tokenExchange}&subject_token=${"x".repeat(70_000)}`),
    ).toMatchObject({ status: 400, body: { error: "invalid_request" } });
  });

  it("tells a service token from an API token", async () => {
    const api = await signInAs(who);
    const holder = { ...(await engineer(web.runtime, who)), id: (await principal(api)).id };
    await grantTo(web.runtime, holder);
    const { body } = await serviceToken(api);
    expect(await serviceToken(body.access_token)).toMatchObject({
      status: 400,
      body: { error: "invalid_request" },
    });
    const response = await fetch(`${web.url}/api/v1/me`, {
      headers: { authorization: `Bearer ${body.access_token}` },
    });
    expect(response.status).toBe(401);
  });

  it("gives nothing to somebody who was deactivated", async () => {
    const api = await signInAs(who);
    const { id } = await principal(api);
    const admin = await signIn(web.runtime, "parker", ["platform"]);
    await deactivatePrincipal(contextOf(web.runtime, admin), id, { reason: "left" });
    const again = await exchange({
      subject_token: await idp.idToken({ sub: who }),
      subject_token_type: idTokenType,
    });
    expect(again).toMatchObject({ status: 400, body: { error: "invalid_request" } });
    expect(await serviceToken(api)).toMatchObject({ status: 400, body: { error: "invalid_request" } });
  });

  it("does not let anybody in while the issuer is down", async () => {
    const token = await idp.idToken({ sub: who, iss: "https://issuer.test" });
    const answer = await exchange({ subject_token: token, subject_token_type: idTokenType });
    expect(answer).toMatchObject({ status: 503, body: { error: "temporarily_unavailable" } });
  });
});

describe("POST /oauth/introspect and /oauth/revoke", () => {
  const issue = async () => {
    const api = await signInAs(who);
    const holder = { ...(await engineer(web.runtime, who)), id: (await principal(api)).id };
    const grantId = await grantTo(web.runtime, holder);
    return { api, holder, grantId, token: (await serviceToken(api)).body.access_token as string };
  };

  it.each<[string, () => Record<string, string>]>([
    ["nobody", () => ({})],
    ["a wrong secret", () => basic({ id: credential.id, secret: "wrong" })],
    ["a broken header", () => ({ authorization: "Basic !!!" })],
    ["half a credential", () => ({ authorization: `Basic ${Buffer.from("crd").toString("base64")}` })],
    ["a broken escape", () => ({ authorization: `Basic ${Buffer.from("%zz:%zz").toString("base64")}` })],
    ["a NUL", () => ({ authorization: `Basic ${Buffer.from("%00:x").toString("base64")}` })],
  ])("answer %s with 401", async (_what, headers) => {
    for (const path of ["/oauth/introspect", "/oauth/revoke"]) {
      const answer = await send(path, { token: "x" }, headers());
      expect(answer).toMatchObject({ status: 401, body: { error: "invalid_client" } });
      expect(answer.headers.get("www-authenticate")).toMatch(/^Basic /);
    }
  });

  it("an API token introspects nothing", async () => {
    const { api, token } = await issue();
    expect(await send("/oauth/introspect", { token }, { authorization: `Bearer ${api}` })).toMatchObject({
      status: 401,
    });
  });

  it("a service learns about its own tokens, and nothing but that it is inactive about others", async () => {
    const payments = "shop/payments/payments-api";
    await publish(web.runtime, { ...ordersTrait, token: { audience: "urn:test:payments-api" } }, payments);
    const foreign = await credentialOf(web.runtime, payments);
    const { token } = await issue();
    expect(
      (await send("/oauth/introspect", { token, token_type_hint: "access_token" }, basic())).body,
    ).toMatchObject({ active: true, aud: audience });
    expect((await send("/oauth/introspect", { token }, basic(foreign))).body).toEqual({ active: false });
    expect((await send("/oauth/introspect", { token: "garbage" }, basic())).body).toEqual({ active: false });
    expect(await send("/oauth/introspect", {}, basic())).toMatchObject({ status: 400 });
  });

  it("a holder revokes by API token, a service by credential; everybody else changes nothing", async () => {
    const { api, token } = await issue();
    const isActive = async () => (await send("/oauth/introspect", { token }, basic())).body.active;
    const stranger = await signInAs(`${who}-stranger`);
    expect(await send("/oauth/revoke", { token }, { authorization: `Bearer ${stranger}` })).toMatchObject({
      status: 200,
    });
    expect(await isActive()).toBe(true);
    expect(await send("/oauth/revoke", { token: "garbage" }, basic())).toMatchObject({ status: 200 });
    expect(await send("/oauth/revoke", { token }, { authorization: `Bearer ${api}` })).toMatchObject({
      status: 200,
    });
    expect(await isActive()).toBe(false);
    const second = (await serviceToken(api)).body.access_token;
    await send("/oauth/revoke", { token: second }, basic());
    expect((await send("/oauth/introspect", { token: second }, basic())).body).toEqual({ active: false });
    expect(await send("/oauth/revoke", { token: api }, { authorization: `Bearer ${api}` })).toMatchObject({
      status: 200,
    });
    expect(await serviceToken(api)).toMatchObject({ status: 400 });
  });

  it("refuses to end what can be no access token and is called another kind (RFC 7009, 2.2.1)", async () => {
    const { token } = await issue();
    const hint = { token_type_hint: "refresh_token" };
    expect(await send("/oauth/revoke", { token: "garbage", ...hint }, basic())).toMatchObject({
      status: 400,
      body: { error: "unsupported_token_type" },
    });
    // A wrong hint does not keep a token alive (2.1).
    expect(await send("/oauth/revoke", { token, ...hint }, basic())).toMatchObject({ status: 200 });
    expect((await send("/oauth/introspect", { token }, basic())).body).toEqual({ active: false });
  });

  it("the verifier of a service sees a revocation within its staleness", async () => {
    const { token, grantId, holder } = await issue();
    const { baseUrl } = web.runtime.config;
    const verifier = createVerifier({
      issuer: baseUrl,
      audience,
      environment: "staging",
      service: ref,
      clientId: credential.id,
      clientSecret: credential.secret,
      fetch: (input, init) => fetch(String(input).replace(baseUrl, web.url), init),
    });
    const access = await verifier.verify(token, { scopes: ["orders:read"], roles: ["reader"] });
    expect(access).toMatchObject({
      subject: holder.id,
      grant: { id: grantId, service: ref, environment: "staging" },
    });
    await revokeGrant(contextOf(web.runtime, holder), grantId, { reason: "done" });
    const revokedAt = Date.now();
    await expect
      .poll(
        () =>
          verifier.verify(token).then(
            () => "accepted",
            (error) => error.reason,
          ),
        { interval: 20 },
      )
      .toBe("revoked");
    expect(Date.now() - revokedAt).toBeLessThan(1_000);
  });
});

describe("what is published", () => {
  it("metadata names what is there, and every endpoint of it answers", async () => {
    const response = await fetch(`${web.url}/.well-known/oauth-authorization-server`);
    const metadata = await response.json();
    const { baseUrl } = web.runtime.config;
    expect(metadata).toMatchObject({
      issuer: baseUrl,
      grant_types_supported: [tokenExchange, "urn:ietf:params:oauth:grant-type:device_code"],
      response_types_supported: [],
    });
    for (const name of ["token_endpoint", "introspection_endpoint", "revocation_endpoint"]) {
      const answer = await fetch(metadata[name].replace(baseUrl, web.url), { method: "POST" });
      expect([400, 401], name).toContain(answer.status);
      const wrong = await fetch(metadata[name].replace(baseUrl, web.url));
      expect([wrong.status, wrong.headers.get("allow")], name).toEqual([405, "POST"]);
    }
    const { keys } = await (await fetch(metadata.jwks_uri.replace(baseUrl, web.url))).json();
    expect(keys).toMatchObject([{ kty: "EC", alg: "ES256", use: "sig" }]);
    expect(JSON.stringify(keys)).not.toContain('"d"');
  });
});
