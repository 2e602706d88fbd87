import { createHmac } from "node:crypto";
import { calculateJwkThumbprint } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { removeOutdated } from "@/lib/worker/remove-outdated";
import { currentNonce, isCurrentNonce } from "./dpop-nonce";
import { type ProofProblem, type ProofTarget, readProof } from "./dpop-proof";
import { takeProof } from "./take-proof";
import { athOf, proofKey } from "./test-proof";

let db: TestDatabase;
let key: Awaited<ReturnType<typeof proofKey>>;
let rsa: Awaited<ReturnType<typeof proofKey>>;
const url = "http://localhost:3000/oauth/token";
const target: ProofTarget = { method: "POST", url, accessToken: null };
const now = () => Math.floor(Date.now() / 1000);

beforeAll(async () => {
  db = await createTestDatabase();
  key = await proofKey();
  rsa = await proofKey("PS256");
});
afterAll(() => db.drop());

const problem = (text: string, what = target): Promise<ProofProblem | null> =>
  readProof(db.runtime, text, what).then(
    () => null,
    (error) => error,
  );

describe("RFC 9449, 4.3: a proof is refused", () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["without jti (3)", { jti: undefined }, {}],
    ["with an empty jti", { jti: "" }, {}],
    ["with a long jti", { jti: "x".repeat(257) }, {}],
    ["with a jti that is no text", { jti: 7 }, {}],
    ["without htm (3)", { htm: undefined }, {}],
    ["for another method (8)", { htm: "GET" }, {}],
    ["for another method's spelling", { htm: "post" }, {}],
    ["without htu (3)", { htu: undefined }, {}],
    ["for another path (9)", { htu: "http://localhost:3000/oauth/introspect" }, {}],
    ["for another host (9)", { htu: "http://evil.example/oauth/token" }, {}],
    ["for another port (9)", { htu: "http://localhost:3001/oauth/token" }, {}],
    ["for another scheme (9)", { htu: "https://localhost:3000/oauth/token" }, {}],
    ["for an address with a user", { htu: "http://a@localhost:3000/oauth/token" }, {}],
    ["without iat (3)", { iat: undefined }, {}],
    ["with iat as text", { iat: "now" }, {}],
    ["of five minutes ago (11)", { iat: now() - 300 }, {}],
    ["of five minutes from now (11)", { iat: now() + 300 }, {}],
    ["of another type (4)", {}, { typ: "JWT" }],
    ["without a type (4)", {}, { typ: undefined }],
    ["without a key (2)", {}, { jwk: undefined }],
    ["with a critical extension", {}, { crit: ["x"], x: 1 }],
  ])("%s", async (_what, claims, header) => {
    const text = await key.proof(db.runtime, claims, header).catch(() => "e30.e30.x");
    expect(await problem(text)).toMatchObject({ code: "invalid_dpop_proof" });
  });

  it("with a private key in it (7)", async () => {
    const text = await key.proof(db.runtime, {}, { jwk: key.privateJwk });
    expect(await problem(text)).toMatchObject({ code: "invalid_dpop_proof" });
  });

  it("signed by another key than the one in it (6)", async () => {
    const other = await proofKey();
    const text = await key.proof(db.runtime, {}, { jwk: other.jwk });
    expect(await problem(text)).toMatchObject({ code: "invalid_dpop_proof" });
  });

  it("signed with a shared secret, with RSA, or with nothing (5)", async () => {
    const secret = Buffer.alloc(32, 1);
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const sharedKey = { kty: "oct", k: secret.toString("base64url") };
    const input = `${encode({ alg: "HS256", typ: "dpop+jwt", jwk: sharedKey })}.${encode({ jti: "x" })}`;
    const symmetric = `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
    const none = `${encode({ alg: "none", typ: "dpop+jwt", jwk: key.jwk })}.${encode({ jti: "x" })}.`;
    for (const text of [symmetric, none, await rsa.proof(db.runtime)])
      expect(await problem(text)).toMatchObject({ code: "invalid_dpop_proof" });
  });

  it("when there are two (1), when it is none, and when it is long", async () => {
    const one = await key.proof(db.runtime);
    for (const text of [`${one}, ${one}`, "", "garbage", `${one}x`, "x".repeat(5_000)])
      expect(await problem(text)).toMatchObject({ code: "invalid_dpop_proof" });
  });

  it("beside another access token than its own, or without ath (12)", async () => {
    const beside = { ...target, accessToken: "the-token" };
    expect(await problem(await key.proof(db.runtime), beside)).toMatchObject({ code: "invalid_dpop_proof" });
    const other = await key.proof(db.runtime, { ath: athOf("another") });
    expect(await problem(other, beside)).toMatchObject({ code: "invalid_dpop_proof" });
    expect(await problem(await key.proof(db.runtime, { ath: athOf("the-token") }), beside)).toBeNull();
  });

  it("without our nonce, and says so (8; 10)", async () => {
    for (const nonce of [undefined, "", "made-up", currentNonce(db.runtime, Date.now() - 180_000), 7])
      expect(await problem(await key.proof(db.runtime, { nonce }))).toMatchObject({ code: "use_dpop_nonce" });
  });
});

describe("a good proof", () => {
  it("names its key (RFC 7638), with both algorithms", async () => {
    for (const one of [key, await proofKey("EdDSA")]) {
      const { jkt } = await readProof(db.runtime, await one.proof(db.runtime), target);
      expect(jkt).toBe(await calculateJwkThumbprint(one.jwk));
    }
  });

  it.each([
    "HTTP://LOCALHOST:3000/oauth/token",
    "http://localhost:3000/oauth/token?a=b#c",
    "http://localhost:3000/oauth/./token",
  ])("may spell its address as %s (4.3, 9)", async (htu) => {
    expect(await problem(await key.proof(db.runtime, { htu }))).toBeNull();
  });

  it("is taken once, by whichever process comes first (11.1)", async () => {
    const proof = await readProof(db.runtime, await key.proof(db.runtime), target);
    const takes = await Promise.allSettled(Array.from({ length: 10 }, () => takeProof(db.runtime, proof)));
    expect(takes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(takeProof(db.runtime, proof)).rejects.toMatchObject({ code: "invalid_dpop_proof" });
  });

  it("is remembered for longer than it could be used, and no longer", async () => {
    const { pool } = db.runtime;
    await takeProof(db.runtime, await readProof(db.runtime, await key.proof(db.runtime), target));
    const { rows } = await pool.query(
      "select min(expires_at) > now() + interval '65 seconds' as long from dpop_proof",
    );
    expect(rows).toEqual([{ long: true }]);
    await pool.query("update dpop_proof set expires_at = now() - interval '1 second'");
    await removeOutdated(db.runtime);
    expect((await pool.query("select from dpop_proof")).rowCount).toBe(0);
  });

  it("may bring the nonce of the minute before (8)", () => {
    const at = 1_000 * 60_000;
    expect(isCurrentNonce(db.runtime, currentNonce(db.runtime, at), at + 119_999)).toBe(true);
    expect(isCurrentNonce(db.runtime, currentNonce(db.runtime, at), at + 120_000)).toBe(false);
    expect(isCurrentNonce(db.runtime, currentNonce(db.runtime, at + 60_000), at)).toBe(false);
  });
});
