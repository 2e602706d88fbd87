import { createHmac } from "node:crypto";
import { exportJWK, exportSPKI, generateKeyPair, importJWK } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testConfig } from "@/lib/config/test-config";
import type { Runtime } from "@/lib/runtime/runtime";
import { verifyIdToken } from "./issuers";
import { OAuthError } from "./oauth-error";
import { startTestIdp, type TestIdp } from "./test-idp";

let idp: TestIdp;
let runtime: Runtime;

beforeEach(async () => {
  idp = await startTestIdp();
  const config = testConfig({ databaseUrl: "postgresql://nowhere", issuers: [idp.issuer] });
  // Nothing but the configuration is looked at.
  runtime = { config } as Runtime;
});
afterEach(() => idp.close());

async function refusal(token: string): Promise<OAuthError> {
  const error = await verifyIdToken(runtime, token).then(
    () => "accepted",
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(OAuthError);
  return error as OAuthError;
}

const now = () => Math.floor(Date.now() / 1000);
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

describe("refuses", () => {
  it.each<[string, (idp: TestIdp) => Promise<string> | string]>([
    ["nothing", () => ""],
    ["garbage", () => "a.b.c"],
    ["null", () => `e30.${encode(null)}.`],
    ["another issuer", (idp) => idp.idToken({ iss: "https://evil.example" })],
    ["the issuer with a slash", (idp) => idp.idToken({ iss: `${idp.url}/` })],
    ["no issuer", (idp) => idp.idToken({ iss: undefined })],
    ["another audience", (idp) => idp.idToken({ aud: "another-app" })],
    ["no audience", (idp) => idp.idToken({ aud: undefined })],
    ["an expired token", (idp) => idp.idToken({ exp: now() - 10 })],
    ["a token that never ends", (idp) => idp.idToken({ exp: undefined })],
    ["a token that is not valid yet", (idp) => idp.idToken({ nbf: now() + 60 })],
    ["no subject", (idp) => idp.idToken({ sub: undefined })],
    ["an access token", (idp) => idp.idToken({}, { typ: "at+jwt" })],
    [
      "a logout token",
      (idp) => idp.idToken({ events: { "http://schemas.openid.net/event/backchannel-logout": {} } }),
    ],
    ["a logout token by type", (idp) => idp.idToken({}, { typ: "logout+jwt" })],
    ["crit", (idp) => idp.idToken({}, { crit: ["b64"], b64: true })],
    ["alg none", (idp) => `${encode({ alg: "none" })}.${encode(idp.claims())}.`],
    [
      "a foreign key under the same kid",
      async (idp) => idp.sign(idp.claims(), {}, (await generateKeyPair("RS256")).privateKey),
    ],
    ["another kid", (idp) => idp.idToken({}, { kid: "other" })],
    [
      "HS256 with the public key",
      async (idp) => {
        const pem = await exportSPKI((await importJWK(idp.jwk, "RS256")) as CryptoKey);
        const input = `${encode({ alg: "HS256", kid: "idp" })}.${encode(idp.claims())}`;
        return `${input}.${createHmac("sha256", pem).update(input).digest("base64url")}`;
      },
    ],
    ["40 kB", (idp) => idp.idToken({ filler: "x".repeat(40_000) })],
  ])("%s", async (_what, make) => {
    expect(await refusal(await make(idp))).toMatchObject({ code: "invalid_request", status: 400 });
  });

  it("without ever asking an issuer that is not registered", async () => {
    const stranger = await startTestIdp();
    await refusal(await stranger.idToken());
    expect(stranger.state.calls).toEqual({ discovery: 0, keys: 0 });
    await stranger.close();
  });
});

describe("when the issuer does not answer as it should", () => {
  it.each<[string, (idp: TestIdp) => void]>([
    ["it is down", (idp) => Object.assign(idp.state, { up: false })],
    [
      "it claims to be another",
      (idp) => Object.assign(idp.state, { discovery: { issuer: "https://evil.example" } }),
    ],
    [
      "its keys are elsewhere, in the open",
      (idp) => Object.assign(idp.state, { discovery: { jwks_uri: "http://keys.example/keys" } }),
    ],
    ["it names no keys", (idp) => Object.assign(idp.state, { discovery: { jwks_uri: undefined } })],
    ["its keys are no keys", (idp) => Object.assign(idp.state, { keys: "none" })],
  ])("nobody gets in, and it is tried again: %s", async (_what, spoil) => {
    const good = { ...idp.state };
    spoil(idp);
    expect(await refusal(await idp.idToken())).toMatchObject({
      code: "temporarily_unavailable",
      status: 503,
    });
    Object.assign(idp.state, good);
    await expect(verifyIdToken(runtime, await idp.idToken())).resolves.toMatchObject({
      claims: { sub: "riley" },
    });
  });

  it("a key that it withdrew counts no longer than a few minutes, and a new one at once", async () => {
    await verifyIdToken(runtime, await idp.idToken());
    const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
    idp.state.keys = [{ ...(await exportJWK(publicKey)), kid: "next", use: "sig" }];
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    const token = await idp.sign(idp.claims(), { alg: "ES256", kid: "next" }, privateKey);
    await expect(verifyIdToken(runtime, token)).resolves.toMatchObject({ claims: { sub: "riley" } });
    expect(await refusal(await idp.idToken())).toMatchObject({ code: "invalid_request" });
  });
});

describe("accepts", () => {
  it("what the issuer signed, and asks for its keys once", async () => {
    const found = await verifyIdToken(runtime, await idp.idToken({}, { typ: "JWT" }));
    expect(found.issuer.name).toBe("Test login");
    await Promise.all(
      Array.from({ length: 20 }, async () =>
        verifyIdToken(runtime, await idp.idToken({ aud: ["other", "daypass"] })),
      ),
    );
    expect(idp.state.calls).toEqual({ discovery: 1, keys: 1 });
  });
});
