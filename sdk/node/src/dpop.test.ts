import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AccessDenied } from "./access-denied.js";
import { thumbprint } from "./dpop.js";
import type { VerifierOptions } from "./options.js";
import { ReplayStore } from "./replay-store.js";
import { createDpopClient, type FakeIssuer, startFakeIssuer } from "./testing/index.js";
import { createVerifier, type Verifier } from "./verifier.js";

let issuer: FakeIssuer;
let verifier: Verifier;
let now: number;
const clock = () => now;
const url = "https://orders.example/orders";
const client = createDpopClient("P-256", clock);

beforeEach(async () => {
  now = Date.now();
  issuer = await startFakeIssuer({ clock });
  start();
});
afterEach(async () => {
  await verifier.close();
  await issuer.close();
});
const start = (dpop: VerifierOptions["dpop"] = {}) => {
  verifier = createVerifier({ ...issuer.options, freshness: "status-list", reporting: false, clock, dpop });
};
const bound = (jkt = client.jkt) => issuer.mint({ cnf: { jkt } });
const call = async (token: string, proofs?: string[], scheme = "DPoP", more = {}) =>
  verifier.authorize({
    authorization: [`${scheme} ${token}`],
    ...(proofs && { proofs }),
    method: "GET",
    url: `${url}?limit=5`,
    ...more,
  });
const reason = async (...args: Parameters<typeof call>) => {
  const outcome = await call(...args);
  return outcome instanceof AccessDenied ? outcome.reason : "accepted";
};

describe("a token that is bound to a key (RFC 9449)", () => {
  it("is accepted with a proof for this call (4.3), of either kind of key", async () => {
    const token = bound();
    expect(await reason(token, [client.prove("GET", url, token)])).toBe("accepted");
    expect(await reason(token, [client.prove("GET", url, token)], "dpop")).toBe("accepted");
    expect(await reason(token, [client.prove("GET", "HTTPS://ORDERS.example:443/orders", token)])).toBe(
      "accepted",
    );
    const other = createDpopClient("Ed25519", clock);
    const second = bound(other.jkt);
    expect(await reason(second, [other.prove("GET", url, second)])).toBe("accepted");
  });

  it("is refused as Bearer, with and without a proof (7.2)", async () => {
    const token = bound();
    expect(await reason(token, undefined, "Bearer")).toBe("wrong-scheme");
    expect(await reason(token, [client.prove("GET", url, token)], "Bearer")).toBe("wrong-scheme");
    await expect(verifier.verify(token)).rejects.toMatchObject({ reason: "wrong-scheme" });
  });

  const seconds = (offset: number) => Math.floor(now / 1000) + offset;
  it.each<[string, () => Record<string, unknown>]>([
    ["another method", () => ({ htm: "POST" })],
    ["the method in small letters", () => ({ htm: "get" })],
    ["another path", () => ({ htu: "https://orders.example/orders/" })],
    ["another host", () => ({ htu: "https://payments.example/orders" })],
    ["another scheme", () => ({ htu: "http://orders.example/orders" })],
    ["no address", () => ({ htu: undefined })],
    ["a name before the host", () => ({ htu: "https://a@orders.example/orders" })],
    ["another token", () => ({ ath: "x" })],
    ["no token", () => ({ ath: undefined })],
    ["no id", () => ({ jti: undefined })],
    ["an endless id", () => ({ jti: "x".repeat(300) })],
    ["no time", () => ({ iat: undefined })],
    ["a time long ago", () => ({ iat: seconds(-61) })],
    ["a time to come", () => ({ iat: seconds(7) })],
  ])("a proof with %s is none", async (_what, claims) => {
    const token = bound();
    expect(await reason(token, [client.prove("GET", url, token, claims())])).toBe("bad-proof");
  });

  it.each<[string, Record<string, unknown>]>([
    ["another typ", { typ: "jwt" }],
    ["no algorithm", { alg: "none" }],
    ["a symmetric algorithm", { alg: "HS256" }],
    ["another algorithm than its key", { alg: "EdDSA" }],
    ["no key", { jwk: undefined }],
    ["the private key", { jwk: client.privateKey.export({ format: "jwk" }) }],
    ["another key", { jwk: createDpopClient().jwk }],
    ["something critical", { crit: ["x"] }],
  ])("a proof with %s in its header is none", async (_what, header) => {
    const token = bound();
    expect(await reason(token, [client.prove("GET", url, token, {}, header)])).toBe("bad-proof");
  });

  it("needs exactly one proof, of the key that it is bound to", async () => {
    const token = bound();
    expect(await reason(token)).toBe("bad-proof");
    expect(await reason(token, ["x"])).toBe("bad-proof");
    const both = [client.prove("GET", url, token), client.prove("GET", url, token)];
    expect(await reason(token, both)).toBe("bad-proof");
    expect(await reason(token, [createDpopClient("P-256", clock).prove("GET", url, token)])).toBe(
      "bad-proof",
    );
  });

  it("takes a proof once (11.1)", async () => {
    const token = bound();
    const proof = client.prove("GET", url, token);
    expect(await reason(token, [proof])).toBe("accepted");
    expect(await reason(token, [proof])).toBe("replayed-proof");
    const jti = randomUUID();
    expect(await reason(token, [client.prove("GET", url, token, { jti })])).toBe("accepted");
    expect(await reason(token, [client.prove("GET", url, token, { jti })])).toBe("replayed-proof");
  });

  it("takes no more proofs than it can remember", async () => {
    start({ replayLimit: 2 });
    const token = bound();
    const prove = () => reason(token, [client.prove("GET", url, token)]);
    expect([await prove(), await prove(), await prove()]).toEqual([
      "accepted",
      "accepted",
      "check-unavailable",
    ]);
    now += 67_000;
    expect(await prove()).toBe("accepted");
  });

  it("is told which nonce to use (9), and taken with it for a while", async () => {
    start({ nonce: true });
    const token = bound();
    const denied = (await call(token, [client.prove("GET", url, token)])) as AccessDenied;
    expect(denied).toMatchObject({ reason: "nonce-required", code: "use_dpop_nonce", status: 401 });
    const headers = denied.headers();
    expect(headers["www-authenticate"]).toMatch(/^DPoP .*error="use_dpop_nonce".*algs="ES256 EdDSA"/);
    const nonce = headers["dpop-nonce"];
    expect(await reason(token, [client.prove("GET", url, token, { nonce })])).toBe("accepted");
    now += 120_001;
    expect(await reason(token, [client.prove("GET", url, token, { nonce })])).toBe("nonce-required");
    expect(await reason(token, [client.prove("GET", url, token, { nonce: "mine" })])).toBe("nonce-required");
  });

  it("is challenged with its scheme (7.1)", async () => {
    const denied = (await call(bound())) as AccessDenied;
    expect(denied.wwwAuthenticate()).toMatch(/^DPoP .*error="invalid_dpop_proof"/);
  });
});

describe("a token that is bound to no key", () => {
  it("is refused as DPoP, and everywhere where a binding is required", async () => {
    const token = issuer.mint();
    expect(await reason(token, [client.prove("GET", url, token)])).toBe("wrong-scheme");
    expect(await reason(token, undefined, "Bearer")).toBe("accepted");
    start({ required: true });
    expect(await reason(token, undefined, "Bearer")).toBe("wrong-scheme");
  });

  it("with another confirmation is refused (mTLS)", async () => {
    for (const cnf of [{ "x5t#S256": "x" }, { jkt: client.jkt, "x5t#S256": "x" }, { jkt: 1 }, {}, null, "x"])
      expect(await reason(issuer.mint({ cnf }), undefined, "Bearer")).toBe("unsupported-binding");
  });
});

describe("thumbprint (RFC 7638, section 3)", () => {
  it("is that of RFC 8037, appendix A.3, for an Ed25519 key", () => {
    const x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    expect(thumbprint({ kty: "OKP", crv: "Ed25519", x, kid: "k" })).toBe(
      "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
    );
  });
});

describe("ReplayStore", () => {
  it("lets an id in again only when its time is over", () => {
    const store = new ReplayStore(1);
    expect(store.use("a", 0, 10)).toBe("new");
    expect(store.use("a", 9, 10)).toBe("seen");
    expect(store.use("b", 9, 10)).toBe("full");
    expect(store.use("b", 10, 10)).toBe("new");
  });
});
