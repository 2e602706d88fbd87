import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { testIssuer } from "@/lib/config/test-config";
import { contextOf, signIn } from "@/lib/db/test-world";
import { delegate } from "@/lib/delegations/delegate";
import { endDelegation } from "@/lib/delegations/end-delegation";
import { deactivatePrincipal } from "@/lib/principals/deactivate-principal";
import type { Principal } from "@/lib/principals/principal";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { answerDevice, findDevice } from "@/lib/tokens/answer-device";
import { issueApiToken } from "@/lib/tokens/issue-api-token";
import { audience, credentialOf, engineer, grantTo, ordersTrait, publish } from "@/lib/tokens/test-tokens";
import { removeOutdated } from "@/lib/worker/remove-outdated";
import { startTestHttp, type TestHttp } from "../test-http";

const bound = "shop/bound/bound-api";
const tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
const client: oauth.Client = { client_id: "real client" };

let web: TestHttp;
let as: oauth.AuthorizationServer;
let options: {
  [oauth.allowInsecureRequests]: boolean;
  [oauth.customFetch]: (url: string, init: object) => Promise<Response>;
};
let riley: Principal;
let api: string;
let service: { id: string; secret: string };
let grantId: string;
let count = 0;

beforeAll(async () => {
  web = await startTestHttp();
  const { baseUrl } = web.runtime.config;
  options = {
    [oauth.allowInsecureRequests]: true,
    [oauth.customFetch]: (input, init) => fetch(input.replace(baseUrl, web.url), init),
  };
  await publish(web.runtime);
  const token = { audience: "urn:test:bound", binding: "dpop" as const };
  await publish(web.runtime, { ...ordersTrait, token }, bound);
  service = await credentialOf(web.runtime);
  const issuer = new URL(baseUrl);
  const found = await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...options });
  as = await oauth.processDiscoveryResponse(issuer, found);
});
afterAll(() => web.stop());
beforeEach(async () => {
  riley = await engineer(web.runtime, `riley-${++count}`);
  grantId = await grantTo(web.runtime, riley);
  await grantTo(web.runtime, riley, { service: bound });
  api = (await issueApiToken(web.runtime, riley, "test")).token;
});

const exchange = async (aud: string, DPoP?: oauth.DPoPHandle) => {
  const params = new URLSearchParams({
    subject_token: api,
    subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
    audience: aud,
  });
  const send = () =>
    oauth.genericTokenEndpointRequest(as, client, oauth.None(), tokenExchange, params, {
      ...options,
      ...(DPoP ? { DPoP } : {}),
    });
  return oauth.processGenericTokenEndpointResponse(as, client, await send()).catch(async (error: unknown) => {
    if (!oauth.isDPoPNonceError(error)) throw error;
    return oauth.processGenericTokenEndpointResponse(as, client, await send());
  });
};

describe("oauth4webapi", () => {
  it("finds everything by the metadata (RFC 8414, 3)", () => {
    expect(as).toMatchObject({
      issuer: web.runtime.config.baseUrl,
      dpop_signing_alg_values_supported: ["ES256", "EdDSA"],
    });
  });

  it("exchanges, asks about and revokes a token (RFC 8693, 7662, 7009)", async () => {
    const { access_token: token, token_type } = await exchange(audience);
    expect(token_type).toBe("bearer");
    const asService = { client_id: service.id };
    const auth = oauth.ClientSecretBasic(service.secret);
    const ask = async () =>
      oauth.processIntrospectionResponse(
        as,
        asService,
        await oauth.introspectionRequest(as, asService, auth, token, options),
      );
    expect(await ask()).toMatchObject({ active: true, aud: audience });
    await oauth.processRevocationResponse(await oauth.revocationRequest(as, asService, auth, token, options));
    expect(await ask()).toEqual({ active: false });
  });

  it("gets a bound token, after being told the nonce, and calls the API with one (RFC 9449, 5, 7, 8, 9)", async () => {
    const keys = await oauth.generateKeyPair("ES256");
    const DPoP = oauth.DPoP(client, keys);
    const answer = await exchange("urn:test:bound", DPoP);
    expect(answer.token_type).toBe("dpop");
    const jkt = await DPoP.calculateThumbprint();
    const own = (await issueApiToken(web.runtime, riley, "test", null, jkt)).token;
    const url = new URL(`${web.runtime.config.baseUrl}/api/v1/me`);
    const call = () =>
      oauth.protectedResourceRequest(own, "GET", url, undefined, undefined, { ...options, DPoP });
    const response = await call().catch((error: unknown) => {
      if (!oauth.isDPoPNonceError(error)) throw error;
      return call();
    });
    expect((await response.json()).principal.id).toBe(riley.id);
  });

  it("acts for a person by their delegation (RFC 8693, 2.1, 4.1, 4.4)", async () => {
    const issuer = { ...testIssuer, kind: "workload" as const, issuer: "https://cluster.test" };
    const agent = await recordSignIn(web.runtime, issuer, { sub: `agent-${count}` }, "token-exchange");
    web.runtime.config.actors = [`https://cluster.test#agent-${count}`];
    const delegated = await delegate(contextOf(web.runtime, riley), { workload: agent.id, grantId });
    const params = new URLSearchParams({
      subject_token: delegated.token,
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      actor_token: (await issueApiToken(web.runtime, agent, "test")).token,
      actor_token_type: "urn:ietf:params:oauth:token-type:access_token",
      audience,
    });
    const send = () =>
      oauth.genericTokenEndpointRequest(as, client, oauth.None(), tokenExchange, params, options);
    const got = await oauth.processGenericTokenEndpointResponse(as, client, await send());
    const seen = await oauth.processIntrospectionResponse(
      as,
      { client_id: service.id },
      await oauth.introspectionRequest(
        as,
        { client_id: service.id },
        oauth.ClientSecretBasic(service.secret),
        got.access_token,
        options,
      ),
    );
    expect(seen).toMatchObject({ active: true, sub: riley.id, act: { sub: agent.id } });
    await endDelegation(contextOf(web.runtime, riley), delegated.id);
    await expect(
      send().then((response) => oauth.processGenericTokenEndpointResponse(as, client, response)),
    ).rejects.toMatchObject({ error: "invalid_request" });
  });

  it("is refused a bearer token where keys are demanded", async () => {
    await expect(exchange("urn:test:bound")).rejects.toMatchObject({ error: "invalid_request" });
  });
});

describe("device authorization with oauth4webapi (RFC 8628)", () => {
  const start = async (who = client) =>
    oauth.processDeviceAuthorizationResponse(
      as,
      who,
      await oauth.deviceAuthorizationRequest(as, who, oauth.None(), {}, options),
    );
  const poll = async (code: string, who = client) =>
    oauth.processDeviceCodeResponse(
      as,
      who,
      await oauth.deviceCodeGrantRequest(as, who, oauth.None(), code, options),
    );
  const inTime = () =>
    web.runtime.pool.query("update device_sign_in set next_poll_at = now() - interval '1 second'");
  const as_ = (who: Principal) => contextOf(web.runtime, who);

  it("gives a token of whoever said yes, once (3.2 to 3.5)", async () => {
    const device = await start();
    expect(device).toMatchObject({
      user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
      verification_uri: `${web.runtime.config.baseUrl}/device`,
      expires_in: 600,
      interval: 5,
    });
    await expect(poll(device.device_code)).rejects.toMatchObject({ error: "authorization_pending" });
    await expect(poll(device.device_code)).rejects.toMatchObject({ error: "slow_down" });
    const typed = device.user_code.toLowerCase().replace("-", " ");
    expect(await findDevice(as_(riley), typed)).toMatchObject({ client: "real client" });
    await answerDevice(as_(riley), { userCode: typed, allow: true });
    await inTime();
    const answers = await Promise.allSettled([poll(device.device_code), poll(device.device_code)]);
    const [given] = answers.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const me = await fetch(`${web.url}/api/v1/me`, {
      headers: { authorization: `Bearer ${given?.access_token}` },
    });
    expect((await me.json()).principal.id).toBe(riley.id);
    await inTime();
    await expect(poll(device.device_code)).rejects.toMatchObject({ error: "invalid_grant" });
    const { rows } = await web.runtime.pool.query(
      "select action from audit_event where subject = $1 and action = 'device.approved'",
      [riley.id],
    );
    expect(rows).toHaveLength(1);
  });

  it("gives nothing when the answer is no, when it is late, and to another client (3.5)", async () => {
    const denied = await start();
    await answerDevice(as_(riley), { userCode: denied.user_code, allow: false });
    await expect(poll(denied.device_code)).rejects.toMatchObject({ error: "access_denied" });
    const late = await start();
    await expect(poll(late.device_code, { client_id: "another" })).rejects.toMatchObject({
      error: "invalid_grant",
    });
    await expect(poll("dvc_unknown")).rejects.toMatchObject({ error: "invalid_grant" });
    const { user_code: code } = await start();
    await answerDevice(as_(riley), { userCode: code, allow: true });
    await expect(answerDevice(as_(riley), { userCode: code, allow: true })).rejects.toMatchObject({
      code: "not-found",
    });
    await expect(poll(code)).rejects.toMatchObject({ error: "invalid_grant" });
  });

  it("gives nothing once the code has ended, whatever was said, and forgets it a day later (3.5)", async () => {
    const late: oauth.Client = { client_id: "late client" };
    const [answered, unanswered, fresh] = [await start(late), await start(late), await start()];
    await answerDevice(as_(riley), { userCode: answered.user_code, allow: true });
    const begunEarlier = (interval: string) =>
      web.asOwner(`set session_replication_role = replica;
        update device_sign_in set created_at = created_at - interval '${interval}', expires_at = expires_at - interval '${interval}'
        where client = 'late client'`);
    await begunEarlier("10 minutes");
    for (const one of [answered, unanswered])
      await expect(poll(one.device_code, late)).rejects.toMatchObject({ error: "expired_token" });
    await expect(findDevice(as_(riley), unanswered.user_code)).rejects.toMatchObject({ code: "not-found" });
    await expect(
      answerDevice(as_(riley), { userCode: unanswered.user_code, allow: true }),
    ).rejects.toMatchObject({ code: "not-found" });
    await removeOutdated(web.runtime);
    await inTime();
    await expect(poll(unanswered.device_code, late)).rejects.toMatchObject({ error: "expired_token" });
    await begunEarlier("1 day");
    await removeOutdated(web.runtime);
    await inTime();
    for (const one of [answered, unanswered])
      await expect(poll(one.device_code, late)).rejects.toMatchObject({ error: "invalid_grant" });
    await expect(poll(fresh.device_code)).rejects.toMatchObject({ error: "authorization_pending" });
  });

  it("gives nothing of somebody who was deactivated in between", async () => {
    const device = await start();
    await answerDevice(as_(riley), { userCode: device.user_code, allow: true });
    const admin = await signIn(web.runtime, "parker", ["platform"]);
    await deactivatePrincipal(as_(admin), riley.id, { reason: "left" });
    await expect(poll(device.device_code)).rejects.toMatchObject({ error: "access_denied" });
  });

  it("lets nobody try codes, and everybody read a right one again (5.1)", async () => {
    const kim = await engineer(web.runtime, `kim-${count}`);
    const { user_code: right } = await start();
    for (let reading = 0; reading < 12; reading++) await findDevice(as_(kim), right);
    const tries = [];
    for (let attempt = 0; attempt < 12; attempt++)
      tries.push(await findDevice(as_(kim), "BCDF-GHJK").catch((error) => error.code));
    expect(tries.at(0)).toBe("not-found");
    expect(tries.at(-1)).toBe("too-many-requests");
    await expect(findDevice(as_(kim), right)).rejects.toMatchObject({ code: "too-many-requests" });
  });

  it("names no scope and no client that a page could not show", async () => {
    for (const form of [
      {},
      { client_id: "<b>" },
      { client_id: "x".repeat(61) },
      { client_id: "cli", scope: "a" },
    ]) {
      const response = await fetch(`${web.url}/oauth/device_authorization`, {
        method: "POST",
        body: new URLSearchParams(form as Record<string, string>),
      });
      expect(response.status).toBe(400);
    }
  });
});
