import { calculateJwkThumbprint, decodeJwt } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Config } from "@/lib/config/config";
import { testIssuer } from "@/lib/config/test-config";
import { contextOf, signIn } from "@/lib/db/test-world";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import { deactivatePrincipal, reactivatePrincipal } from "@/lib/principals/deactivate-principal";
import type { Principal } from "@/lib/principals/principal";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { issueApiToken } from "@/lib/tokens/issue-api-token";
import { signingKey } from "@/lib/tokens/keys";
import { signJws } from "@/lib/tokens/sign-jws";
import { startTestIdp, type TestIdp } from "@/lib/tokens/test-idp";
import { proofKey } from "@/lib/tokens/test-proof";
import { audience, credentialOf, engineer, grantTo, ordersTrait, publish } from "@/lib/tokens/test-tokens";
import { postForm, startTestHttp, type TestHttp } from "../test-http";

const types = "urn:ietf:params:oauth:token-type:";
const billing = "shop/billing/billing-api";

let idp: TestIdp;
let config: Config;
let web: TestHttp;
let service: { id: string; secret: string };
let riley: Principal;
let agent: Principal;
let grantId: string;
let count = 0;

/** The workload `name` of the registered issuer, as it signs in. */
const workload = (name: string) =>
  recordSignIn(web.runtime, config.issuers[1] ?? testIssuer, { sub: name }, "token-exchange");
const idToken = (sub = agent.subject, claims: Record<string, unknown> = {}) =>
  idp.idToken({ sub, ...claims });
const apiToken = async (of: Principal) => (await issueApiToken(web.runtime, of, "test")).token;

beforeAll(async () => {
  idp = await startTestIdp("Cluster");
  const issuers = [testIssuer, { ...idp.issuer, kind: "workload" as const }];
  web = await startTestHttp({ issuers, actors: ["group:default/agents"] });
  config = web.runtime.config;
  await publish(web.runtime);
  await publish(web.runtime, { ...ordersTrait, token: { audience: "urn:test:billing" } }, billing);
  service = await credentialOf(web.runtime);
});
afterAll(async () => {
  await web.stop();
  await idp.close();
});
beforeEach(async () => {
  count += 1;
  riley = await engineer(web.runtime, `riley-${count}`);
  agent = await recordSignIn(
    web.runtime,
    config.issuers[1] ?? testIssuer,
    { sub: `agent-${count}`, groups: ["agents"] },
    "token-exchange",
  );
  grantId = await grantTo(web.runtime, riley);
});

/** An ID token of the agent that was let: it is in the group that daypass.yaml names. */
const agentToken = (claims: Record<string, unknown> = {}) =>
  idToken(agent.subject, { groups: ["agents"], ...claims });

const delegate = async (input: Record<string, unknown> = {}, of = riley) =>
  (await web.program(of))("POST", "/api/v1/me/delegations", { workload: agent.id, grantId, ...input });
const delegation = async (input: Record<string, unknown> = {}): Promise<{ id: string; token: string }> =>
  (await delegate(input)).body;

const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  postForm(`${web.url}${path}`, form, headers);
const exchange = async (subject: string, form: Record<string, string> = {}, headers = {}) =>
  post(
    "/oauth/token",
    {
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token: subject,
      subject_token_type: `${types}jwt`,
      actor_token: await agentToken(),
      actor_token_type: `${types}id_token`,
      audience,
      ...form,
    },
    headers,
  );
const introspect = async (token: string) => {
  const authorization = `Basic ${Buffer.from(`${service.id}:${service.secret}`).toString("base64")}`;
  return (await post("/oauth/introspect", { token }, { authorization })).body;
};
const refused = (words: string) => ({
  status: 400,
  body: { error: "invalid_request", error_description: expect.stringContaining(words) },
});
const lastEvent = async (of = riley.id) => {
  const { rows } = await web.runtime.pool.query(
    "select actor_id, action, outcome, grant_id, service, entry::json->'detail' as detail from audit_event where subject = $1 order by position desc limit 1",
    [of],
  );
  return rows[0];
};
const revocations = async (jti: string) =>
  (await web.runtime.pool.query("select reason from revocation where jti = $1", [jti])).rows;

describe("a delegation (RFC 8693, 4.4)", () => {
  it("is not made by a workload, for a person, for nobody, or for a workload that daypass.yaml does not name", async () => {
    const other = await workload(`other-${count}`);
    const colleague = await engineer(web.runtime, "colleague");
    expect(await delegate({}, agent)).toMatchObject({ status: 403, body: { code: "forbidden" } });
    expect(await delegate({ workload: colleague.id })).toMatchObject({ status: 403 });
    expect(await delegate({ workload: "spiffe://no.one/x" })).toMatchObject({ status: 422 });
    expect(await delegate({ workload: other.id })).toMatchObject({
      status: 403,
      body: { detail: expect.stringContaining("daypass.yaml does not name") },
    });
    expect(await lastEvent()).toMatchObject({
      action: "delegation.made",
      outcome: "refused",
      grant_id: grantId,
    });
  });

  it("is of a live access of one's own, and for 15 minutes at most", async () => {
    const foreign = await grantTo(web.runtime, await engineer(web.runtime, "foreign"));
    expect(await delegate({ grantId: foreign })).toMatchObject({ status: 403, body: { code: "no-grant" } });
    expect(await delegate({ durationSeconds: 901 })).toMatchObject({ status: 422 });
    await revokeGrant(contextOf(web.runtime, riley), grantId, { reason: "done with it" });
    expect(await delegate()).toMatchObject({ status: 403, body: { code: "no-grant" } });
  });

  it("is made by nobody who was deactivated, and for none", async () => {
    const admin = contextOf(web.runtime, await signIn(web.runtime, "parker", ["platform"]));
    await deactivatePrincipal(admin, agent.id, { reason: "compromised" });
    expect(await delegate()).toMatchObject({
      status: 403,
      body: { detail: expect.stringContaining("deactivated") },
    });
  });

  it("is a JWT with a type of its own that names one workload and one access, and is on record", async () => {
    const { status, body } = await delegate({ durationSeconds: 60 });
    expect(status).toBe(201);
    expect(decodeJwt(body.token)).toMatchObject({
      aud: config.baseUrl,
      sub: riley.id,
      may_act: { sub: agent.id },
      grant_id: grantId,
      jti: body.id,
    });
    expect(Buffer.from(body.token.split(".")[0], "base64url").toString()).toContain("daypass-delegation+jwt");
    expect(await lastEvent()).toMatchObject({
      actor_id: riley.id,
      action: "delegation.made",
      grant_id: grantId,
      service: "shop/orders/orders-api",
      detail: { workload: agent.name, role: "reader" },
    });
    expect((await (await web.program(riley))("GET", "/api/v1/me/delegations")).body.items).toMatchObject([
      { id: body.id, workload: { id: agent.id }, grantId, abilities: ["end"] },
    ]);
    expect((await (await web.program(agent))("GET", "/api/v1/me/delegations")).body.items).toEqual([]);
  });

  it("opens nothing by itself: it is no API token, no access token and no identity", async () => {
    const { token } = await delegation();
    const called = await fetch(`${web.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(called.status).toBe(401);
    expect(await introspect(token)).toEqual({ active: false });
    for (const type of ["access_token", "id_token"])
      expect(
        await post("/oauth/token", {
          grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
          subject_token: token,
          subject_token_type: `${types}${type}`,
          audience: type === "id_token" ? config.baseUrl : audience,
        }),
      ).toMatchObject({ status: 400, body: { error: "invalid_request" } });
  });
});

describe("the exchange (RFC 8693, 2.1, 2.2.2, 4.1) refuses", () => {
  it("another workload than the one that may act, and the person is told of it", async () => {
    const { token, id } = await delegation();
    const other = await idToken("thief", { groups: ["agents"] });
    expect(await exchange(token, { actor_token: other })).toMatchObject(refused("another workload"));
    expect(await lastEvent()).toMatchObject({
      actor_id: expect.not.stringMatching(agent.id),
      action: "token.issued",
      outcome: "refused",
      grant_id: grantId,
      detail: { delegation: id, actsFor: riley.name },
    });
  });

  it("a subject token of another type, and one without may_act", async () => {
    const key = await signingKey(web.runtime);
    const { token } = await delegation();
    const claims = decodeJwt(token);
    expect(await exchange(await apiToken(riley))).toMatchObject(refused("no delegation"));
    expect(await exchange(await signJws("at+jwt", claims, key))).toMatchObject(refused("no delegation"));
    const { may_act: _, ...without } = claims;
    expect(await exchange(await signJws("daypass-delegation+jwt", without, key))).toMatchObject(
      refused("may_act"),
    );
    const unknown = await signJws("daypass-delegation+jwt", { ...claims, jti: "dlg_unknown" }, key);
    expect(await exchange(unknown)).toMatchObject(refused("over"));
    const bent = await signJws("daypass-delegation+jwt", { ...claims, may_act: { sub: "prn_other" } }, key);
    expect(await exchange(bent)).toMatchObject(refused("another workload"));
  });

  it("a chain: whoever acts already, as subject or as actor", async () => {
    const { token } = await delegation();
    const { body } = await exchange(token);
    const acting = body.access_token;
    for (const subject_token_type of [`${types}access_token`, `${types}jwt`])
      expect(await exchange(acting, { subject_token_type })).toMatchObject({ status: 400 });
    const asActor = { actor_token: acting, actor_token_type: `${types}access_token` };
    expect(await exchange(token, asActor)).toMatchObject(refused("not an API token"));
    expect(await exchange(token, { actor_token: await agentToken({ act: { sub: "x" } }) })).toMatchObject(
      refused("act"),
    );
  });

  it("an actor token without a delegation, half of one, a person's, and one that has expired", async () => {
    const { token } = await delegation();
    const plain = { subject_token_type: `${types}access_token` };
    expect(await exchange(await apiToken(riley), plain)).toMatchObject(refused("actor_token"));
    expect(await exchange(token, { actor_token: "" })).toMatchObject(refused("actor_token: missing"));
    expect(await exchange(token, { actor_token_type: "" })).toMatchObject(
      refused("actor_token_type: missing"),
    );
    expect(await exchange(token, { actor_token_type: `${types}saml2` })).toMatchObject(
      refused("actor_token_type"),
    );
    const person = { actor_token: await apiToken(riley), actor_token_type: `${types}access_token` };
    expect(await exchange(token, person)).toMatchObject(refused("another workload"));
    const old = await agentToken({ exp: Math.floor(Date.now() / 1000) - 60 });
    expect(await exchange(token, { actor_token: old })).toMatchObject(refused("actor_token: it has expired"));
  });

  it("a delegation that was taken back, and replays of it", async () => {
    const { token, id } = await delegation();
    const first = await exchange(token);
    const person = await web.program(riley);
    expect(
      await (await web.program(await engineer(web.runtime, "nosy")))("POST", `/api/v1/delegations/${id}/end`),
    ).toMatchObject({ status: 404 });
    expect(await person("POST", `/api/v1/delegations/${id}/end`)).toMatchObject({
      status: 200,
      body: { endedAt: expect.any(String), abilities: [] },
    });
    expect(await person("POST", `/api/v1/delegations/${id}/end`)).toMatchObject({ status: 409 });
    for (let time = 0; time < 2; time++)
      expect(await exchange(token)).toMatchObject(refused("took the delegation back"));
    expect(await introspect(first.body.access_token)).toEqual({ active: false });
    expect(await revocations(String(decodeJwt(first.body.access_token).jti))).toEqual([
      { reason: "delegation-ended" },
    ]);
  });

  it("another access of the person than the one, and one that has ended", async () => {
    const other = await grantTo(web.runtime, riley, { service: billing });
    const { token } = await delegation();
    expect(await exchange(token, { audience: "urn:test:billing" })).toMatchObject({
      body: { error: "invalid_target" },
    });
    expect(await exchange(token, { grant_id: other })).toMatchObject(refused("another access"));
    expect(await exchange(token, { scope: "orders:refund" })).toMatchObject({
      body: { error: "invalid_scope" },
    });
    await revokeGrant(contextOf(web.runtime, riley), grantId, { reason: "done with it" });
    expect(await exchange(token)).toMatchObject({ status: 400, body: { error: "invalid_target" } });
  });

  it("a workload that daypass.yaml names no more, or that left its group", async () => {
    const { token } = await delegation();
    expect(await exchange(token, { actor_token: await idToken() })).toMatchObject(
      refused("daypass.yaml does not name"),
    );
    const { actors } = config;
    config.actors = [];
    expect(await exchange(token)).toMatchObject(refused("daypass.yaml does not name"));
    config.actors = actors;
    expect((await exchange(token)).status).toBe(200);
  });

  it("a service whose declaration was withdrawn", async () => {
    const other = await grantTo(web.runtime, riley, { service: billing });
    const { token } = await delegation({ grantId: other });
    await web.runtime.pool.query("update service set status = 'withdrawn' where ref = $1", [billing]);
    expect(await exchange(token, { audience: "urn:test:billing" })).toMatchObject({
      body: { error: "invalid_target" },
    });
    await web.runtime.pool.query("update service set status = 'active' where ref = $1", [billing]);
  });

  it.each(["person", "workload"] as const)(
    "a %s who was deactivated; what was got before ends at once, for good",
    async (who) => {
      const { token } = await delegation();
      const { body } = await exchange(token);
      const gone = who === "person" ? riley : agent;
      const admin = contextOf(web.runtime, await signIn(web.runtime, "parker", ["platform"]));
      await deactivatePrincipal(admin, gone.id, { reason: "left" });
      expect((await exchange(token)).status).toBe(400);
      expect(await introspect(body.access_token)).toEqual({ active: false });
      expect(await revocations(String(decodeJwt(body.access_token).jti))).toEqual([
        { reason: "delegation-ended" },
      ]);
      await reactivatePrincipal(admin, gone.id);
      expect(await exchange(token)).toMatchObject({ status: 400 });
      const { rows } = await web.runtime.pool.query(
        "select 1 from audit_event where action = 'delegation.ended' and subject = $1 and outcome = 'success'",
        [riley.id],
      );
      expect(rows).toHaveLength(1);
    },
  );
});

describe("the token with which a workload acts (RFC 8693, 4.1)", () => {
  it("says both, under the one grant, and so does its introspection; the log knows both", async () => {
    const { token, id } = await delegation();
    const { status, body } = await exchange(token);
    expect(status).toBe(200);
    expect(body).toMatchObject({ issued_token_type: `${types}access_token`, grant_id: grantId });
    const claims = decodeJwt(body.access_token);
    expect(claims).toMatchObject({ sub: riley.id, client_id: agent.id, act: { sub: agent.id } });
    expect(await introspect(body.access_token)).toMatchObject({
      active: true,
      sub: riley.id,
      act: { sub: agent.id },
    });
    expect(await lastEvent()).toMatchObject({
      actor_id: agent.id,
      action: "token.issued",
      outcome: "success",
      grant_id: grantId,
      detail: { delegation: id, actsFor: riley.name, jti: claims.jti },
    });
    const seen = await (await web.program(riley))(
      "GET",
      `/api/v1/audit?grantId=${grantId}&action=token.issued`,
    );
    expect(seen.body.items[0]).toMatchObject({
      actor: { id: agent.id, kind: "workload" },
      subject: riley.id,
    });
  });

  it("lives no longer than the delegation, the actor token or the grant", async () => {
    const exp = async (delegated: Record<string, unknown>, actor: Record<string, unknown> = {}) => {
      const { token } = await delegation(delegated);
      const { body } = await exchange(token, { actor_token: await agentToken(actor) });
      return body.expires_in;
    };
    expect(await exp({ durationSeconds: 20 })).toBeLessThanOrEqual(20);
    expect(await exp({}, { exp: Math.floor(Date.now() / 1000) + 30 })).toBeLessThanOrEqual(30);
    const short = await grantTo(web.runtime, riley, { seconds: 40, role: "auditor" });
    expect(await exp({ grantId: short })).toBeLessThanOrEqual(40);
    expect(await exp({})).toBeGreaterThan(200);
  });

  it("is got with the workload's API token as well, and bound to its key (RFC 9449, 5)", async () => {
    const key = await proofKey();
    const jkt = await calculateJwkThumbprint(key.jwk);
    const actor = (await issueApiToken(web.runtime, agent, "test", null, jkt)).token;
    const { token } = await delegation();
    const form = { actor_token: actor, actor_token_type: `${types}access_token` };
    expect(await exchange(token, form)).toMatchObject(refused("bound to a key"));
    const { body } = await exchange(token, form, { dpop: await key.proof(web.runtime) });
    expect(body.token_type).toBe("DPoP");
    expect(decodeJwt(body.access_token)).toMatchObject({ cnf: { jkt }, act: { sub: agent.id } });
  });

  it("ends with the grant, and with the yes of whoever holds it or acts (RFC 7009, 2.1)", async () => {
    const { token } = await delegation();
    const first = (await exchange(token)).body.access_token;
    const second = (await exchange(token)).body.access_token;
    const third = (await exchange(token)).body.access_token;
    for (const [by, given] of [
      [agent, first],
      [riley, second],
    ] as const)
      await post("/oauth/revoke", { token: given }, { authorization: `Bearer ${await apiToken(by)}` });
    expect(await introspect(first)).toEqual({ active: false });
    expect(await introspect(second)).toEqual({ active: false });
    expect(await introspect(third)).toMatchObject({ active: true });
    await revokeGrant(contextOf(web.runtime, riley), grantId, { reason: "done with it" });
    expect(await introspect(third)).toEqual({ active: false });
  });
});

it("ends and is used at once: whatever was got is over with the delegation", async () => {
  const { token, id } = await delegation();
  const person = await web.program(riley);
  const got = await Promise.all([
    ...Array.from({ length: 6 }, () => exchange(token)),
    person("POST", `/api/v1/delegations/${id}/end`),
    ...Array.from({ length: 6 }, () => exchange(token)),
  ]);
  for (const { body } of got)
    if (body.access_token) expect(await introspect(body.access_token)).toEqual({ active: false });
});
