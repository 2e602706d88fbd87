import { decodeJwt } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { contextOf } from "@/lib/db/test-world";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import type { Principal } from "@/lib/principals/principal";
import { issueApiToken } from "@/lib/tokens/issue-api-token";
import { athOf, proofKey } from "@/lib/tokens/test-proof";
import { audience, credentialOf, engineer, grantTo, ordersTrait, publish } from "@/lib/tokens/test-tokens";
import { postForm, startTestHttp, type TestHttp } from "../test-http";

const accessTokenType = "urn:ietf:params:oauth:token-type:access_token";
const bound = "shop/bound/bound-api";
const opaque = "shop/opaque/opaque-api";

let web: TestHttp;
let key: Awaited<ReturnType<typeof proofKey>>;
let riley: Principal;
let api: string;
let count = 0;
const credentials: Record<string, { id: string; secret: string }> = {};

beforeAll(async () => {
  web = await startTestHttp();
  key = await proofKey();
  await publish(web.runtime);
  const { token } = ordersTrait;
  await publish(
    web.runtime,
    { ...ordersTrait, token: { ...token, audience: "urn:test:bound", binding: "dpop" } },
    bound,
  );
  await publish(
    web.runtime,
    { ...ordersTrait, token: { ...token, audience: "urn:test:opaque", format: "opaque" } },
    opaque,
  );
  for (const service of ["shop/orders/orders-api", bound, opaque])
    credentials[service] = await credentialOf(web.runtime, service);
});
afterAll(() => web.stop());
beforeEach(async () => {
  riley = await engineer(web.runtime, `riley-${++count}`);
  for (const service of ["shop/orders/orders-api", bound, opaque])
    await grantTo(web.runtime, riley, { service });
  api = (await issueApiToken(web.runtime, riley, "test")).token;
});

const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  postForm(`${web.url}${path}`, form, headers);
const exchange = (aud: string, dpop?: string, subject = api) =>
  post(
    "/oauth/token",
    {
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token: subject,
      subject_token_type: accessTokenType,
      audience: aud,
    },
    dpop === undefined ? {} : { dpop },
  );
const introspect = async (token: string, service: string) => {
  const { id, secret } = credentials[service] ?? { id: "", secret: "" };
  const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
  return (await post("/oauth/introspect", { token }, { authorization })).body;
};
const lastRefusal = async () =>
  (
    await web.runtime.pool.query(
      "select action, outcome, subject from audit_event where subject = $1 order by position desc limit 1",
      [riley.id],
    )
  ).rows[0];

describe("a token that is bound to a key (RFC 9449)", () => {
  it("is given for a proof, says its key, and is told so to its service (5, 6.1, 6.2)", async () => {
    const { status, body } = await exchange("urn:test:bound", await key.proof(web.runtime));
    expect({ status, body }).toMatchObject({ status: 200, body: { token_type: "DPoP" } });
    const { cnf } = decodeJwt(body.access_token);
    expect(cnf).toEqual({ jkt: expect.stringMatching(/^[\w-]{43}$/) });
    expect(await introspect(body.access_token, bound)).toMatchObject({
      active: true,
      cnf,
      token_type: "DPoP",
    });
  });

  it("is the only one for a service that declares token.binding: dpop; the refusal says so and is audited", async () => {
    const answer = await exchange("urn:test:bound");
    expect(answer).toMatchObject({
      status: 400,
      body: { error: "invalid_request", error_description: expect.stringContaining("DPoP proof") },
    });
    expect(await lastRefusal()).toMatchObject({
      action: "token.issued",
      outcome: "refused",
      subject: riley.id,
    });
  });

  it("is given to whoever proves a key, also where none is demanded: never a weaker one than asked for", async () => {
    const { body } = await exchange(audience, await key.proof(web.runtime));
    expect(body.token_type).toBe("DPoP");
    expect((await exchange(audience)).body.token_type).toBe("Bearer");
  });

  it("is not given for a proof without nonce; the answer brings the nonce (8)", async () => {
    const first = await exchange("urn:test:bound", await key.proof(web.runtime, { nonce: undefined }));
    expect(first).toMatchObject({ status: 400, body: { error: "use_dpop_nonce" } });
    const nonce = first.headers.get("dpop-nonce");
    expect(nonce).toBeTruthy();
    const second = await exchange("urn:test:bound", await key.proof(web.runtime, { nonce }));
    expect(second.status).toBe(200);
    expect(second.headers.get("dpop-nonce")).toBeTruthy();
  });

  it("is not given for a proof that was used before, and its owner finds that in the log (11.1)", async () => {
    const proof = await key.proof(web.runtime);
    expect((await exchange("urn:test:bound", proof)).status).toBe(200);
    expect(await exchange("urn:test:bound", proof)).toMatchObject({
      status: 400,
      body: { error: "invalid_dpop_proof" },
    });
    expect(await lastRefusal()).toMatchObject({ action: "token.issued", outcome: "refused" });
  });
});

describe("an API token that is bound to a key", () => {
  const me = async (headers: Record<string, string>) => {
    const response = await fetch(`${web.url}/api/v1/me`, { headers });
    return {
      status: response.status,
      challenge: response.headers.get("www-authenticate"),
      headers: response.headers,
    };
  };
  let token: string;
  beforeEach(async () => {
    const { jkt } = await import("@/lib/tokens/dpop-proof").then(async ({ readProof }) =>
      readProof(web.runtime, await key.proof(web.runtime), {
        method: "POST",
        url: "http://localhost:3000/oauth/token",
        accessToken: null,
      }),
    );
    token = (await issueApiToken(web.runtime, riley, "test", null, jkt)).token;
  });
  const proofFor = (claims: Record<string, unknown> = {}) =>
    key.proof(web.runtime, {
      htm: "GET",
      htu: "http://localhost:3000/api/v1/me",
      ath: athOf(token),
      ...claims,
    });

  it("works by the scheme DPoP with a proof for the call (7.1)", async () => {
    expect((await me({ authorization: `DPoP ${token}`, dpop: await proofFor() })).status).toBe(200);
  });

  it("is refused as Bearer, without a proof, with another's, for another call, and twice (7.1, 7.2)", async () => {
    const thief = await proofKey();
    const stolen = await thief.proof(web.runtime, {
      htm: "GET",
      htu: "http://localhost:3000/api/v1/me",
      ath: athOf(token),
    });
    const used = await proofFor();
    expect((await me({ authorization: `DPoP ${token}`, dpop: used })).status).toBe(200);
    const attempts: Record<string, string>[] = [
      { authorization: `Bearer ${token}` },
      { authorization: `Bearer ${token}`, dpop: await proofFor() },
      { authorization: `DPoP ${token}` },
      { authorization: `DPoP ${token}`, dpop: stolen },
      { authorization: `DPoP ${token}`, dpop: used },
      { authorization: `DPoP ${token}`, dpop: await proofFor({ htm: "POST" }) },
      {
        authorization: `DPoP ${token}`,
        dpop: await proofFor({ htu: "http://localhost:3000/api/v1/requests" }),
      },
      { authorization: `DPoP ${token}`, dpop: await proofFor({ ath: athOf(api) }) },
    ];
    for (const headers of attempts) {
      const { status, challenge } = await me(headers);
      expect(status).toBe(401);
      expect(challenge).toMatch(
        /^DPoP realm="daypass", error="(invalid_token|invalid_dpop_proof)", algs="ES256 EdDSA"$/,
      );
    }
  });

  it("gets the nonce with the refusal (9)", async () => {
    const { challenge, headers } = await me({
      authorization: `DPoP ${token}`,
      dpop: await proofFor({ nonce: undefined }),
    });
    expect(challenge).toContain('error="use_dpop_nonce"');
    expect(headers.get("dpop-nonce")).toBeTruthy();
  });

  it("is exchanged only with a proof of the same key: no downgrade to a bearer token", async () => {
    const thief = await proofKey();
    for (const proof of [undefined, await thief.proof(web.runtime)])
      expect(await exchange(audience, proof, token)).toMatchObject({
        status: 400,
        body: { error: "invalid_request" },
      });
    expect((await exchange(audience, await key.proof(web.runtime), token)).body.token_type).toBe("DPoP");
  });

  it("that is bound to no key is not taken by the scheme DPoP", async () => {
    const dpop = await proofFor({ ath: athOf(api) });
    expect((await me({ authorization: `DPoP ${api}`, dpop })).status).toBe(401);
  });
});

describe("an opaque token (token.format: opaque)", () => {
  const issue = async () => (await exchange("urn:test:opaque")).body.access_token as string;

  it("says nothing itself; its service learns the same as of a JWT (RFC 7662, 2.2)", async () => {
    const token = await issue();
    expect(token).toMatch(/^dpo_[\w-]{43}$/);
    expect(await introspect(token, opaque)).toMatchObject({
      active: true,
      iss: web.runtime.config.baseUrl,
      sub: riley.id,
      aud: "urn:test:opaque",
      token_type: "Bearer",
      environment: "staging",
      authorization_details: [{ type: "urn:daypass:grant" }],
    });
  });

  it("is stored only as a hash", async () => {
    const token = await issue();
    const { rows } = await web.runtime.pool.query(
      "select t::text as row from issued_token t where token_hash is not null",
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.some(({ row }) => row.includes(token))).toBe(false);
  });

  it("means nothing to another service, by its jti, as an API token or as a subject token", async () => {
    const token = await issue();
    const { jti } = await introspect(token, opaque);
    for (const [text, service] of [
      [token, "shop/orders/orders-api"],
      [jti, opaque],
      [`${token}x`, opaque],
      [token.toUpperCase(), opaque],
    ])
      expect(await introspect(text, service)).toEqual({ active: false });
    expect((await exchange(audience, undefined, token)).status).toBe(400);
    const response = await fetch(`${web.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(401);
  });

  it("can be bound to a key as well", async () => {
    const { body } = await exchange("urn:test:opaque", await key.proof(web.runtime));
    expect(body.token_type).toBe("DPoP");
    expect(await introspect(body.access_token, opaque)).toMatchObject({
      token_type: "DPoP",
      cnf: { jkt: expect.any(String) },
    });
  });

  it("dies with its grant, and is revoked by its holder (RFC 7009, 2.1)", async () => {
    const token = await issue();
    await post("/oauth/revoke", { token }, { authorization: `Bearer ${api}` });
    expect(await introspect(token, opaque)).toEqual({ active: false });
    const second = await issue();
    const { authorization_details } = await introspect(second, opaque);
    await revokeGrant(contextOf(web.runtime, riley), authorization_details[0].grant_id, { reason: "done" });
    expect(await introspect(second, opaque)).toEqual({ active: false });
  });
});
