import { randomBytes } from "node:crypto";
import { deflateSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AccessDenied } from "./access-denied.js";
import type { VerifierOptions } from "./options.js";
import { createKey, type FakeIssuer, startFakeIssuer } from "./testing/index.js";
import { createVerifier, type Verifier } from "./verifier.js";

let issuer: FakeIssuer;
let verifier: Verifier;
/** Added to the clocks of verifier and issuer. */
let ahead: number;
const clock = () => Date.now() + ahead;
const monotonicClock = () => performance.now() + ahead;

beforeEach(async () => {
  ahead = 0;
  issuer = await startFakeIssuer({ clock });
});
afterEach(async () => {
  await verifier.close();
  await issuer.close();
});

const start = (options: Partial<VerifierOptions> = {}) => {
  const quick = { maxStalenessMs: 300 };
  verifier = createVerifier({
    ...issuer.options,
    ...quick,
    reporting: false,
    clock,
    monotonicClock,
    ...options,
  });
};
const outcome = async (token: string): Promise<string> =>
  verifier.verify(token).then(
    () => "accepted",
    (error) => (error instanceof AccessDenied ? error.reason : `unexpected ${error}`),
  );
/** Verifies until push says all there is to say about this token: no list is asked any more. */
async function confirm(token: string): Promise<void> {
  await expect.poll(() => outcome(token), { timeout: 5_000 }).toBe("accepted");
  await expect.poll(() => issuer.state.push.connections, { timeout: 5_000 }).toBeGreaterThan(0);
  await new Promise((resolve) => setTimeout(resolve, 50));
  ahead += 2_500;
  await expect.poll(() => settles(token), { interval: 20, timeout: 10_000 }).toBe(true);
}
/** Whether several beats pass in which nothing is asked although the token is in use. */
async function settles(token: string): Promise<boolean> {
  const { calls } = issuer.state.list;
  for (let i = 0; i < 5; i++) {
    if ((await outcome(token)) !== "accepted") return false;
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  return issuer.state.list.calls === calls;
}

describe("push", () => {
  it("needs no question for a token in use, and refuses it at once when it or its grant ends", {
    timeout: 30_000,
  }, async () => {
    start();
    const [one, other] = [issuer.mint({ jti: "tok_one" }), issuer.mint({ jti: "tok_other" })];
    await confirm(one);
    await confirm(other);
    expect(issuer.state.calls.introspection).toBe(0);
    issuer.revokeToken("tok_one");
    await expect.poll(() => outcome(one), { interval: 5, timeout: 500 }).toBe("revoked");
    expect(await outcome(other)).toBe("accepted");
    issuer.revokeGrant("grt_1");
    await expect.poll(() => outcome(other), { interval: 5, timeout: 500 }).toBe("revoked");
    expect(await outcome(one), "and it stays so").toBe("revoked");
  });

  it("answers without a promise once it knows", async () => {
    start();
    const token = issuer.mint();
    await confirm(token);
    const access = verifier.authorize({ authorization: [`Bearer ${token}`] });
    expect(access).not.toBeInstanceOf(Promise);
    expect(access).toMatchObject({ subject: "prn_riley" });
  }, 20_000);

  it("refuses a token that ended before it was seen here, although the list is older", async () => {
    start();
    await confirm(issuer.mint());
    const token = issuer.mint({ jti: "tok_late" });
    issuer.revokeToken("tok_late");
    issuer.state.list.lists = "fails";
    await expect.poll(() => outcome(token), { interval: 5, timeout: 500 }).toBe("revoked");
  }, 20_000);

  it("cut silently, it polls the lists; without those it refuses within the staleness", async () => {
    start();
    const token = issuer.mint({ jti: "tok_cut" });
    await confirm(token);
    issuer.state.push.stream = "silent";
    ahead += 1_001;
    const { calls } = issuer.state.list;
    expect(await outcome(token)).toBe("accepted");
    expect(issuer.state.list.calls).toBe(calls + 1);
    issuer.revokeToken("tok_cut");
    ahead += 1_001;
    expect(await outcome(token)).toBe("revoked");
    issuer.state.list.lists = "fails";
    ahead += 1_001;
    expect(await outcome(issuer.mint())).toBe("check-unavailable");
  }, 20_000);

  it("comes again by itself, and hears what it missed", async () => {
    start();
    const [one, other] = [issuer.mint({ jti: "tok_heard" }), issuer.mint({ jti: "tok_missed" })];
    await confirm(one);
    await confirm(other);
    issuer.revokeToken("tok_heard");
    await expect.poll(() => outcome(one), { interval: 5 }).toBe("revoked");
    const { connections } = issuer.state.push;
    issuer.state.list.lists = "fails";
    issuer.cut();
    issuer.revokeToken("tok_missed");
    await expect.poll(() => issuer.state.push.connections, { timeout: 5_000 }).toBe(connections + 1);
    await expect.poll(() => outcome(other), { timeout: 2_000 }).toBe("revoked");
  }, 20_000);

  it("asks the lists once more after a reset", async () => {
    start();
    const [one, other] = [issuer.mint({ jti: "tok_first" }), issuer.mint({ jti: "tok_second" })];
    await confirm(one);
    await confirm(other);
    issuer.revokeToken("tok_first");
    await expect.poll(() => outcome(one), { interval: 5 }).toBe("revoked");
    issuer.state.push.forgetful = true;
    const { calls } = issuer.state.list;
    issuer.cut();
    issuer.revokeToken("tok_second");
    await expect.poll(() => outcome(other), { timeout: 5_000 }).toBe("revoked");
    expect(issuer.state.list.calls).toBeGreaterThan(calls);
  }, 20_000);

  it("does not trust beats that come late", async () => {
    start();
    const token = issuer.mint();
    await confirm(token);
    issuer.state.push.lateByMs = 1_500;
    await new Promise((resolve) => setTimeout(resolve, 400));
    ahead += 700;
    const { calls } = issuer.state.list;
    expect(await outcome(token)).toBe("accepted");
    expect(issuer.state.list.calls, "it went by the list").toBeGreaterThan(calls);
  }, 20_000);

  it("works by the lists alone where nothing is pushed", async () => {
    issuer.state.push.stream = "refuses";
    start();
    expect(await outcome(issuer.mint())).toBe("accepted");
    expect(issuer.state.calls.introspection).toBe(0);
  });
});

describe("status list", () => {
  const listed = (options: Partial<VerifierOptions> = {}) => start({ freshness: "status-list", ...options });

  it("is fetched once for many tokens, and again when it is old", async () => {
    listed();
    await Promise.all(Array.from({ length: 20 }, () => outcome(issuer.mint())));
    expect(issuer.state.list.calls).toBe(1);
    const token = issuer.mint({ jti: "tok_l" });
    issuer.revokeToken("tok_l");
    ahead += 1_001;
    expect(await outcome(token)).toBe("revoked");
    expect(issuer.state.push.connections).toBe(0);
  });

  it("is believed at whatever length it comes: half of its tokens may be dead", async () => {
    start({ freshness: "status-list" });
    const token = issuer.mint();
    const bits = Buffer.concat([Buffer.alloc(8), randomBytes(2 ** 14 - 8)]);
    issuer.state.list.claims = { status_list: { bits: 1, lst: deflateSync(bits).toString("base64url") } };
    expect(await outcome(token)).toBe("accepted");
  });

  it("unchanged (304) is fresh again", async () => {
    listed({ maxStalenessMs: 100 });
    ahead = 1_000 - (Date.now() % 1_000);
    const token = issuer.mint();
    expect(await outcome(token)).toBe("accepted");
    ahead += 101;
    expect(await outcome(token)).toBe("accepted");
    expect(issuer.state.list.calls).toBe(2);
  });

  it.each<[string, () => void]>([
    ["fails", () => Object.assign(issuer.state.list, { lists: "fails" })],
    [
      "is another list (sub)",
      () => Object.assign(issuer.state.list.claims, { sub: "http://127.0.0.1/other" }),
    ],
    ["is of another issuer", () => Object.assign(issuer.state.list.claims, { iss: "https://evil.example" })],
    ["has expired", () => Object.assign(issuer.state.list.claims, { exp: Math.floor(clock() / 1000) })],
    ["does not say when it ends", () => Object.assign(issuer.state.list.claims, { exp: undefined })],
    ["is no status list", () => Object.assign(issuer.state.list.header, { typ: "at+jwt" })],
    ["names an unknown key", () => Object.assign(issuer.state.list.header, { kid: "other" })],
    ["is too short", () => Object.assign(issuer.state.list, { size: 0 })],
    [
      "has two bits a token",
      () => Object.assign(issuer.state.list.claims, { status_list: { bits: 2, lst: "eJw" } }),
    ],
    [
      "is not packed",
      () => Object.assign(issuer.state.list.claims, { status_list: { bits: 1, lst: "AAAA" } }),
    ],
  ])("that %s is not believed", async (_what, breakIt) => {
    listed();
    breakIt();
    expect(await outcome(issuer.mint())).toBe("check-unavailable");
  });

  it("that was rolled back is not believed", async () => {
    listed();
    expect(await outcome(issuer.mint())).toBe("accepted");
    issuer.state.list.claims = { iat: Math.floor(clock() / 1000) - 1 };
    ahead += 1_001;
    expect(await outcome(issuer.mint())).toBe("check-unavailable");
  });

  it("of a key that was removed is not believed", async () => {
    listed();
    issuer.state.keys = [createKey("second").jwk];
    expect(await outcome(issuer.mint())).not.toBe("accepted");
  });

  it("is not asked for at an address that is not the issuer's", async () => {
    listed();
    const status = (uri: string, idx: unknown = 1) => ({ status: { status_list: { idx, uri } } });
    for (const uri of [
      "https://evil.example/list",
      `${issuer.url}.evil.example/list`,
      `${issuer.url}@evil.example/`,
    ])
      expect(await outcome(issuer.mint(status(uri)))).toBe("missing-claim");
    for (const idx of [-1, 0.5, "1", null])
      expect(await outcome(issuer.mint(status(`${issuer.url}/oauth/status-lists/0`, idx)))).toBe(
        "missing-claim",
      );
  });

  it("is not needed for a token that names none: that one is asked about", async () => {
    listed();
    expect(await outcome(issuer.mint({ status: undefined, jti: "tok_plain" }))).toBe("accepted");
    expect(issuer.state.calls.introspection).toBe(1);
  });
});

describe("opaque tokens (RFC 7662)", () => {
  const opaque = `dpo_${"a".repeat(43)}`;

  it("are asked about, and checked like the others", async () => {
    start({ freshness: "introspection" });
    issuer.state.opaque.set(opaque, issuer.claims({ jti: "tok_o" }));
    expect(await outcome(opaque)).toBe("accepted");
    expect(await outcome(opaque)).toBe("accepted");
    expect(issuer.state.calls.introspection).toBe(1);
    issuer.revokeToken("tok_o");
    ahead += 501;
    expect(await outcome(opaque)).toBe("revoked");
    issuer.state.opaque.set(opaque, issuer.claims({ aud: "other" }));
    ahead += 501;
    expect(await outcome(opaque)).toBe("wrong-audience");
    expect(await outcome(`dpo_${"b".repeat(43)}`)).toBe("revoked");
    issuer.state.introspection = "fails";
    ahead += 501;
    expect(await outcome(opaque)).toBe("check-unavailable");
  });
});
