import { inflateSync } from "node:zlib";
import { verifyJws } from "@daypass/node/jws";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { contextOf } from "@/lib/db/test-world";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import { deactivatePrincipal } from "@/lib/principals/deactivate-principal";
import type { Principal } from "@/lib/principals/principal";
import { authenticateService } from "@/lib/services/credentials";
import { issueServiceToken } from "@/lib/tokens/issue-service-token";
import { signingKey, verificationKeys } from "@/lib/tokens/keys";
import { revokeToken } from "@/lib/tokens/revoke-token";
import { setBit, signList } from "@/lib/tokens/status-list";
import { tokensPerList } from "@/lib/tokens/status-list-place";
import { audience, credentialOf, engineer, grantTo, publish } from "@/lib/tokens/test-tokens";
import { startTestHttp, type TestHttp } from "../test-http";

let web: TestHttp;
let riley: Principal;
let grantId: string;
let count = 0;

beforeAll(async () => {
  web = await startTestHttp();
  await publish(web.runtime);
});
afterAll(() => web.stop());
beforeEach(async () => {
  riley = await engineer(web.runtime, `riley-${++count}`);
  grantId = await grantTo(web.runtime, riley);
});

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${web.url}${path}`, { headers });
const keys = () => verificationKeys(web.runtime);

async function issue() {
  const { token, jti } = await issueServiceToken(contextOf(web.runtime, riley), { audience });
  const { status } = verifyJws(token, await keys())?.claims ?? {};
  const { status_list } = status as { status_list: { idx: number; uri: string } };
  return { token, jti, ...status_list };
}

async function fetchList(uri: string) {
  const response = await get(new URL(uri).pathname);
  const text = await response.text();
  const jws = verifyJws(text, await keys());
  const { bits, lst } = (jws?.claims.status_list ?? {}) as { bits: number; lst: string };
  const bytes = inflateSync(Buffer.from(lst, "base64url"));
  return {
    response,
    jws,
    bits,
    length: bytes.length * 8,
    dead: (idx: number) => ((bytes[idx >> 3] ?? 0) & (1 << (idx & 7))) !== 0,
  };
}

describe("the status claim of a token (Token Status List, 6.2)", () => {
  it("names its list at this issuer and an index of its own", async () => {
    const [first, second] = [await issue(), await issue()];
    expect(first.uri).toBe(`${web.runtime.config.baseUrl}/oauth/status-lists/0`);
    expect(second).toMatchObject({ uri: first.uri, idx: first.idx + 1 });
  });

  it("goes on in the next list when one is full", async () => {
    await web.asOwner(`select setval('token_status_index', ${tokensPerList - 1})`);
    const { uri, idx } = await issue();
    expect({ uri, idx }).toEqual({ uri: `${web.runtime.config.baseUrl}/oauth/status-lists/1`, idx: 0 });
    expect((await fetchList(uri)).dead(0)).toBe(false);
    const all = await (await get("/oauth/status-lists")).json();
    expect(all.status_lists).toContain(uri);
  });
});

describe("GET /oauth/status-lists/{id}", () => {
  it("is a signed list that names itself, with ttl and exp (section 5.1)", async () => {
    const { uri } = await issue();
    const { response, jws, bits, length } = await fetchList(uri);
    expect(response.headers.get("content-type")).toBe("application/statuslist+jwt");
    expect(response.headers.get("cache-control")).toBe("public, max-age=1");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(jws).toMatchObject({
      header: { typ: "statuslist+jwt", alg: "ES256" },
      claims: { iss: web.runtime.config.baseUrl, sub: uri, ttl: 1 },
    });
    const { iat, exp } = jws?.claims ?? {};
    expect(Math.abs(Number(iat) - Date.now() / 1000)).toBeLessThan(2.5);
    expect(Number(exp) - Number(iat)).toBe(30);
    expect({ bits, length }).toEqual({ bits: 1, length: tokensPerList });
  });

  it("answers 304 to whoever has it (section 8.2, RFC 9110 13.1.2)", async () => {
    const { uri } = await issue();
    const path = new URL(uri).pathname;
    for (let attempt = 0; ; attempt++) {
      const etag = (await get(path)).headers.get("etag") ?? "";
      const again = await get(path, { "if-none-match": `"other", ${etag}` });
      // The second may have turned in between.
      if (again.status === 200 && attempt < 3) continue;
      expect(again.status).toBe(304);
      expect(await again.text()).toBe("");
      break;
    }
    expect((await get(path, { "if-none-match": '"other"' })).status).toBe(200);
  });

  it.each(["999", "01", "-1", "x", "9999999999999999"])("knows no list %s", async (id) => {
    const response = await get(`/oauth/status-lists/${id}`);
    expect(response.status).toBe(404);
  });

  it("takes GET only, and is in the metadata (section 9.3)", async () => {
    const posted = await fetch(`${web.url}/oauth/status-lists/0`, { method: "POST" });
    expect(posted.status).toBe(405);
    const metadata = await (await get("/.well-known/oauth-authorization-server")).json();
    expect(metadata.status_list_aggregation_endpoint).toBe(
      `${web.runtime.config.baseUrl}/oauth/status-lists`,
    );
  });
});

it("is never older than the question, though it was asked a moment ago and by many", async () => {
  const late: number[] = [];
  for (let round = 0; round < 8; round++) {
    const holder = await engineer(web.runtime, `dana-${++count}`);
    const grant = await grantTo(web.runtime, holder);
    const { token } = await issueServiceToken(contextOf(web.runtime, holder), { audience });
    const { status } = verifyJws(token, await keys())?.claims ?? {};
    const { idx, uri } = (status as { status_list: { idx: number; uri: string } }).status_list;
    const before = Array.from({ length: 5 }, () => fetchList(uri));
    await revokeGrant(contextOf(web.runtime, holder), grant, { reason: "done" });
    const after = await Promise.all(Array.from({ length: 5 }, () => fetchList(uri)));
    if (after.some((list) => !list.dead(idx))) late.push(round);
    await Promise.all(before);
  }
  expect(late).toEqual([]);
});

describe("at once a list says", () => {
  it("that one token is dead, and no other of the grant (section 7)", async () => {
    const [one, other] = [await issue(), await issue()];
    const service = await owner();
    await revokeToken(web.runtime, { service }, one.token, "test");
    const list = await fetchList(one.uri);
    expect([list.dead(one.idx), list.dead(other.idx)]).toEqual([true, false]);
  });

  it("that all tokens of a revoked grant are dead", async () => {
    const tokens = [await issue(), await issue()];
    await revokeGrant(contextOf(web.runtime, riley), grantId, { reason: "done with it" });
    const list = await fetchList(tokens[0]?.uri ?? "");
    expect(tokens.map(({ idx }) => list.dead(idx))).toEqual([true, true]);
  });

  it("that the tokens of a deactivated principal are dead", async () => {
    const token = await issue();
    const system = {
      runtime: web.runtime,
      actor: { kind: "system", name: "test" },
      requestId: "test",
    } as const;
    await deactivatePrincipal(system, riley.id, { reason: "left the company" });
    expect((await fetchList(token.uri)).dead(token.idx)).toBe(true);
  });

  it("that a token of a shortened grant is dead, and a later one is not", async () => {
    const long = await issue();
    await web.asOwner(
      `update access_grant set ends_at = clock_timestamp() + interval '60 seconds' where id = '${grantId}';
       update issued_token t set expires_at = least(t.expires_at, g.ends_at) from access_grant g where g.id = t.grant_id and g.id = '${grantId}'`,
    );
    const short = await issue();
    const list = await fetchList(long.uri);
    expect([list.dead(long.idx), list.dead(short.idx)]).toEqual([true, false]);
  });

  it("that what runs at a withdrawn service is dead", async () => {
    const token = await issue();
    await web.asOwner("update service set status = 'withdrawn'");
    await web.asOwner("update service set status = 'active'");
    expect((await fetchList(token.uri)).dead(token.idx)).toBe(true);
  });
});

it("is encoded as the specification has it (section 4.2)", async () => {
  const bits = Buffer.alloc(2);
  for (const index of [0, 3, 4, 5, 7, 8, 9, 13, 15]) setBit(bits, index);
  const { token } = await signList("urn:list", "urn:issuer", bits, Date.now(), await signingKey(web.runtime));
  expect(verifyJws(token, await keys())?.claims.status_list).toEqual({ bits: 1, lst: "eNrbuRgAAhcBXQ" });
});

async function owner() {
  const { id, secret } = await credentialOf(web.runtime);
  const service = await authenticateService(web.runtime, id, secret);
  if (!service) throw new Error("the credential of the test is good");
  return service;
}
