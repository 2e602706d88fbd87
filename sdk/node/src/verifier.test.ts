import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AccessDenied } from "./access-denied.js";
import type { VerifierOptions } from "./options.js";
import { createKey, encode, type FakeIssuer, signParts, startFakeIssuer, twinOf } from "./testing/index.js";
import { createVerifier, type Verifier } from "./verifier.js";

let issuer: FakeIssuer;
let now: number;
const clock = () => now;
let options: VerifierOptions;
let verifier: Verifier;

beforeEach(async () => {
  issuer = await startFakeIssuer();
  now = Date.now();
  options = { ...issuer.options, freshness: "introspection", reporting: false };
  verifier = createVerifier({ ...options, clock });
});
afterEach(() => issuer.close());

async function denial(work: Promise<unknown>): Promise<AccessDenied> {
  const error = await work.then(
    () => "accepted",
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(AccessDenied);
  return error as AccessDenied;
}
const reasonOf = async (token: string | undefined, requirement = {}) =>
  (await denial(verifier.verify(token, requirement))).reason;

const seconds = (offset: number) => Math.floor(Date.now() / 1000) + offset;
const grant = {
  type: "urn:daypass:grant",
  service: "shop/orders/orders-api",
  role: "reader",
  environment: "staging",
  grant_id: "grt_1",
  request_id: "req_1",
};

describe("refuses", () => {
  const byClaims: [string, Record<string, unknown>, string][] = [
    ["another issuer", { iss: "https://evil.example" }, "wrong-issuer"],
    ["the issuer with a slash", { iss: "…/" }, "wrong-issuer"],
    ["another audience", { aud: "urn:demo:payments-api" }, "wrong-audience"],
    ["an audience that only begins right", { aud: "urn:demo:orders-api-2" }, "wrong-audience"],
    ["a list of other audiences", { aud: ["a", "b"] }, "wrong-audience"],
    ["no audience", { aud: undefined }, "wrong-audience"],
    ["an expired token", { exp: seconds(-1) }, "expired"],
    ["a token that ends now", { exp: seconds(0) }, "expired"],
    ["no exp", { exp: undefined }, "missing-claim"],
    ["exp as text", { exp: "4000000000" }, "missing-claim"],
    ["exp beyond all time", { exp: 1e300 }, "missing-claim"],
    ["nbf in the future", { nbf: seconds(60) }, "not-yet-valid"],
    ["nbf as text", { nbf: "0" }, "missing-claim"],
    ["iat in the future", { iat: seconds(60) }, "not-yet-valid"],
    ["no iat", { iat: undefined }, "missing-claim"],
    ["no jti", { jti: undefined }, "missing-claim"],
    ["an empty sub", { sub: "" }, "missing-claim"],
    ["no client_id", { client_id: undefined }, "missing-claim"],
    ["a scope that is a list", { scope: ["orders:read"] }, "missing-claim"],
    ["a scope with two spaces", { scope: "a  b" }, "missing-claim"],
    ["no grant", { authorization_details: undefined }, "missing-claim"],
    ["two grants", { authorization_details: [grant, { ...grant, grant_id: "grt_2" }] }, "missing-claim"],
    ["details that are no objects", { authorization_details: [grant, null] }, "missing-claim"],
    ["a grant without a role", { authorization_details: [{ ...grant, role: undefined }] }, "missing-claim"],
    [
      "another environment",
      { authorization_details: [{ ...grant, environment: "production" }] },
      "wrong-environment",
    ],
    ["no environment", { authorization_details: [{ ...grant, environment: null }] }, "wrong-environment"],
    ["a token bound to a key", { cnf: { jkt: "x" } }, "unsupported-binding"],
  ];
  it.each(byClaims)("%s", async (_what, overrides, reason) => {
    if (overrides.iss === "…/") overrides.iss = `${issuer.url}/`;
    expect(await reasonOf(issuer.mint(overrides))).toBe(reason);
    expect(issuer.state.calls.introspection, "nobody asks about what is refused anyway").toBe(0);
  });

  it.each([undefined, "JWT", "id+jwt", "at+jwt+x", "dpop+jwt"])("typ %s", async (typ) => {
    expect(await reasonOf(signParts(issuer.header({ typ }), issuer.claims(), issuer.key.privateKey))).toBe(
      "wrong-type",
    );
  });

  it("no token, garbage, and the signature of somebody else", async () => {
    expect(await reasonOf(undefined)).toBe("no-token");
    expect(await reasonOf("")).toBe("no-token");
    expect(await reasonOf("garbage")).toBe("malformed-token");
    expect(await reasonOf(signParts(issuer.header(), issuer.claims(), createKey("first").privateKey))).toBe(
      "bad-signature",
    );
    expect(await reasonOf(`${encode({ alg: "none" })}.${encode(issuer.claims())}.`)).toBe("malformed-token");
  });

  it("what the token does not cover", async () => {
    const token = issuer.mint();
    const scope = await denial(verifier.verify(token, { scopes: ["orders:read", "orders:refund"] }));
    expect(scope).toMatchObject({ reason: "missing-scope", code: "insufficient_scope", status: 403 });
    expect(await reasonOf(token, { roles: ["refunder"] })).toBe("missing-role");
    expect(await reasonOf(token, { scopes: ["orders"] })).toBe("missing-scope");
  });

  it("a token for an environment, where the service was not told its own", async () => {
    verifier = createVerifier({ ...options, environment: undefined });
    expect(await reasonOf(issuer.mint())).toBe("wrong-environment");
    const placeless = issuer.mint({ authorization_details: [{ ...grant, environment: null }] });
    await expect(verifier.verify(placeless)).resolves.toMatchObject({ grant: { environment: null } });
  });
});

describe("accepts", () => {
  it("a good token, and says what it is", async () => {
    const access = await verifier.verify(issuer.mint({ jti: "tok_x" }), {
      scopes: ["orders:read"],
      roles: ["reader", "refunder"],
    });
    expect(access).toMatchObject({
      id: "tok_x",
      subject: "prn_riley",
      scopes: ["orders:read"],
      grant: {
        id: "grt_1",
        requestId: "req_1",
        service: "shop/orders/orders-api",
        role: "reader",
        environment: "staging",
      },
    });
    expect(() => Object.assign(access, { subject: "olivia" })).toThrow(TypeError);
    expect(() => Object.assign(access.scopes, ["orders:refund"])).toThrow(TypeError);
    expect(() => Object.assign(access.grant, { role: "refunder" })).toThrow(TypeError);
    access.claims.sub = "olivia";
    access.expiresAt.setTime(0);
    expect(access.claims.sub).toBe("prn_riley");
    expect(access.expiresAt.getTime()).toBeGreaterThan(now);
  });

  it("one of several audiences, and one of several environments", async () => {
    verifier = createVerifier({ ...options, environment: ["staging", "production"] });
    await verifier.verify(issuer.mint({ aud: ["other", "urn:demo:orders-api"] }));
    await verifier.verify(
      issuer.mint({
        authorization_details: [{ ...grant, environment: "production" }, { type: "urn:shop:payout" }],
      }),
    );
  });

  it("a clock that is a little behind the issuer's, and no further", async () => {
    await verifier.verify(issuer.mint({ iat: seconds(4) }));
    verifier = createVerifier({ ...options, clockToleranceSeconds: 0 });
    expect(await reasonOf(issuer.mint({ iat: seconds(4) }))).toBe("not-yet-valid");
  });
});

describe("time", () => {
  it("ends a token at its exp although it was accepted before", async () => {
    const token = issuer.mint({ exp: seconds(2) });
    await verifier.verify(token);
    now = seconds(2) * 1000 - 1;
    await verifier.verify(token);
    now += 1;
    expect(await reasonOf(token)).toBe("expired");
  });
});

describe("revocation", () => {
  it("is asked once for many calls at once", async () => {
    const token = issuer.mint();
    await Promise.all(Array.from({ length: 50 }, () => verifier.verify(token)));
    expect(issuer.state.calls).toEqual({ metadata: 1, jwks: 1, introspection: 1 });
  });

  it("counts after the allowed staleness, for every spelling of the token", async () => {
    const token = issuer.mint({ jti: "tok_gone" });
    await verifier.verify(token);
    issuer.state.revoked.add("tok_gone");
    now += 200;
    await verifier.verify(token);
    now += 301;
    expect(await reasonOf(token)).toBe("revoked");
    const twin = twinOf(token);
    expect(twin).not.toBe(token);
    expect(await reasonOf(twin)).toBe("revoked");
    expect(issuer.state.calls.introspection, "the twin is the same token").toBe(2);
  });

  it("comes to light while a token is in steady use, without a call that waits", async () => {
    const token = issuer.mint({ jti: "tok_busy" });
    await verifier.verify(token);
    issuer.state.revoked.add("tok_busy");
    now += 300;
    await verifier.verify(token);
    await expect
      .poll(() =>
        verifier.verify(token).then(
          () => "accepted",
          (error) => error.reason,
        ),
      )
      .toBe("revoked");
  });

  it.each(["fails", "hangs", "lies"] as const)(
    "refuses when introspection %s",
    { timeout: 10_000 },
    async (how) => {
      issuer.state.introspection = how;
      const denied = await denial(verifier.verify(issuer.mint()));
      expect(denied.reason).toBe(how === "lies" ? "revoked" : "check-unavailable");
      expect(denied.status).toBe(how === "lies" ? 401 : 503);
    },
  );

  it("refuses a token that was good, once its answer is too old and no new one comes", async () => {
    const token = issuer.mint();
    await verifier.verify(token);
    issuer.state.introspection = "fails";
    now += 500;
    await verifier.verify(token);
    now += 1;
    expect(await reasonOf(token)).toBe("check-unavailable");
    issuer.state.introspection = "works";
    await verifier.verify(token);
  });

  it("refuses when the clock was set back behind the last answer", async () => {
    const token = issuer.mint({ iat: 0 });
    await verifier.verify(token);
    issuer.state.introspection = "fails";
    now -= 3_600_000;
    expect(await reasonOf(token)).toBe("check-unavailable");
  });

  it("refuses everything with a wrong credential", async () => {
    verifier = createVerifier({ ...options, clientSecret: "wrong" });
    expect(await reasonOf(issuer.mint())).toBe("check-unavailable");
  });
});

describe("keys", () => {
  const next = createKey("second");
  const byNext = () => signParts(issuer.header({ kid: "second" }), issuer.claims(), next.privateKey);

  it("a new key is found when a token names it", async () => {
    await verifier.verify(issuer.mint());
    issuer.state.keys.push(next.jwk);
    now += 2_001;
    await verifier.verify(byNext());
    expect(issuer.state.calls.jwks).toBe(2);
  });

  it("unknown keys do not make us ask again and again", async () => {
    await verifier.verify(issuer.mint());
    now += 2_001;
    const reasons = await Promise.all(Array.from({ length: 20 }, () => reasonOf(byNext())));
    expect(new Set(reasons)).toEqual(new Set(["unknown-key"]));
    expect(issuer.state.calls.jwks).toBe(2);
  });

  it("a key that was removed stops working, for remembered tokens too", async () => {
    const token = issuer.mint();
    await verifier.verify(token);
    issuer.state.keys = [next.jwk];
    now += 60_001;
    await verifier.verify(token);
    await expect.poll(() => issuer.state.calls.jwks).toBe(2);
    await expect
      .poll(() =>
        verifier.verify(token).then(
          () => "accepted",
          (error) => error.reason,
        ),
      )
      .toBe("unknown-key");
  });

  it("a key under another use is no key", async () => {
    issuer.state.keys = [{ ...issuer.key.jwk, use: "enc" }];
    expect(await reasonOf(issuer.mint())).toBe("unknown-key");
  });

  it.each([
    ["of another issuer", { issuer: "https://evil.example" }],
    ["with keys elsewhere", { jwks_uri: "http://127.0.0.1:1/jwks" }],
    ["that sends the credential elsewhere", { introspection_endpoint: "https://evil.example/introspect" }],
    ["without an introspection endpoint", { introspection_endpoint: undefined }],
  ])("metadata %s is not believed", async (_what, metadata) => {
    issuer.state.metadata = metadata;
    expect(await reasonOf(issuer.mint())).toBe("check-unavailable");
    issuer.state.metadata = {};
    now += 2_001;
    await verifier.verify(issuer.mint());
  });

  it("a service that starts before Daypass refuses, and then works", async () => {
    const { url } = issuer;
    let up = false;
    verifier = createVerifier({
      ...options,
      clock,
      fetch: (input, init) => (up ? fetch(input, init) : Promise.reject(new TypeError("fetch failed"))),
    });
    expect(await reasonOf(issuer.mint())).toBe("check-unavailable");
    up = true;
    now += 2_001;
    await expect(verifier.verify(issuer.mint())).resolves.toMatchObject({ claims: { iss: url } });
  });
});

describe("a challenge", () => {
  it("says what is missing and where to ask for it", async () => {
    const denied = await denial(verifier.verify(issuer.mint(), { scopes: ["orders:refund"] }));
    expect(denied.requestAccessUri).toBe(
      `${issuer.url}/ask?service=shop%2Forders%2Forders-api&scope=orders%3Arefund&environment=staging`,
    );
    expect(denied.wwwAuthenticate()).toBe(
      `Bearer realm="urn:demo:orders-api", error="insufficient_scope", error_description="The token lacks orders:refund.", scope="orders:refund", request_access_uri="${denied.requestAccessUri}"`,
    );
  });

  it("does not call a call without a token wrong", async () => {
    const denied = await denial(verifier.verify(undefined, { roles: ["reader"] }));
    expect(denied.wwwAuthenticate()).not.toContain("error");
    expect(denied.requestAccessUri).toContain("role=reader");
  });
});

describe("options", () => {
  it.each<[string, Partial<VerifierOptions>]>([
    ["no issuer", { issuer: "" }],
    ["an http issuer", { issuer: "http://daypass.example" }],
    ["an issuer with a slash", { issuer: "https://daypass.example/" }],
    ["no audience", { audience: "" }],
    ["no secret", { clientSecret: "" }],
    ["an empty environment", { environment: "" }],
    ["a long staleness", { maxStalenessMs: Number.POSITIVE_INFINITY }],
    ["a large tolerance", { clockToleranceSeconds: 300 }],
  ])("are refused at start: %s", (_what, wrong) => {
    expect(() => createVerifier({ ...options, ...wrong })).toThrow(TypeError);
  });
});
