import { AccessDenied, createVerifier, type Verifier, type VerifierOptions } from "@daypass/node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { contextOf } from "@/lib/db/test-world";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import type { Principal } from "@/lib/principals/principal";
import { issueServiceToken } from "@/lib/tokens/issue-service-token";
import { audience, credentialOf, engineer, grantTo, publish, ref } from "@/lib/tokens/test-tokens";
import { startTestHttp, type TestHttp } from "./test-http";

/** How long the grant of the loop is; the whole minute is gone through by hand. */
const loopSeconds = Number(process.env.DAYPASS_LOOP_SECONDS ?? 4);

let web: TestHttp;
let credential: { id: string; secret: string };
let verifier: Verifier;
let riley: Principal;

beforeAll(async () => {
  web = await startTestHttp();
  await publish(web.runtime);
  credential = await credentialOf(web.runtime);
  riley = await engineer(web.runtime, "riley");
});
afterEach(() => verifier.close());
afterAll(() => web.stop());

/** The service's own SDK, beside a Daypass that really runs. */
function start(options: Partial<VerifierOptions> = {}) {
  const { baseUrl } = web.runtime.config;
  verifier = createVerifier({
    issuer: baseUrl,
    audience,
    environment: "staging",
    service: ref,
    clientId: credential.id,
    clientSecret: credential.secret,
    // It believes that it has an address of its own, and listens on a free port.
    fetch: (url, init) => fetch(String(url).replace(baseUrl, web.url), init),
    ...options,
  });
}
const mint = async (grantId: string) =>
  (await issueServiceToken(contextOf(web.runtime, riley), { audience, grantId })).token;
async function check(token: string): Promise<string> {
  const outcome = await verifier.authorize({
    authorization: [`Bearer ${token}`],
    method: "GET",
    url: "http://o/orders",
  });
  return outcome instanceof AccessDenied ? outcome.reason : "accepted";
}
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.each(["push", "status-list", "introspection"] as const)("the SDK, by %s", (freshness) => {
  it("accepts until a grant's last moment, and refuses the first check after it", {
    timeout: 90_000,
  }, async () => {
    start({ freshness });
    const grantId = await grantTo(web.runtime, riley, { seconds: loopSeconds });
    const { rows } = await web.runtime.pool.query<{ ends: Date }>(
      "select date_trunc('second', ends_at) as ends from access_grant where id = $1",
      [grantId],
    );
    const ends = rows[0]?.ends.getTime() ?? 0;
    const token = await mint(grantId);
    let lastAccepted = 0;
    let firstRefused = 0;
    const until = ends + 500;
    while (Date.now() < until) {
      const at = Date.now();
      if ((await check(token)) === "accepted") lastAccepted = Date.now();
      else firstRefused ||= at;
      await pause(50);
    }
    expect(lastAccepted).toBeGreaterThan(ends - 500);
    expect(lastAccepted).toBeLessThanOrEqual(ends);
    expect(firstRefused - lastAccepted, "within one check").toBeLessThan(200);
  });

  it("refuses within its staleness after access was revoked", { timeout: 30_000 }, async () => {
    start({ freshness });
    const took: number[] = [];
    for (let round = 0; round < 3; round++) {
      const grantId = await grantTo(web.runtime, riley);
      const token = await mint(grantId);
      await expect.poll(() => check(token)).toBe("accepted");
      await revokeGrant(contextOf(web.runtime, riley), grantId, { reason: "done with it" });
      const revokedAt = performance.now();
      while ((await check(token)) === "accepted") await pause(5);
      took.push(performance.now() - revokedAt);
      expect(await check(token)).toBe("revoked");
    }
    // A list may be of the second before it was asked for.
    expect(Math.max(...took)).toBeLessThan(freshness === "status-list" ? 2_200 : 1_200);
  });
});

it("what the SDK refused is in the audit log of Daypass", async () => {
  start();
  const token = await mint(await grantTo(web.runtime, riley));
  await check(token);
  await verifier.authorize(
    { authorization: [`Bearer ${token}`], method: "GET", url: "http://o/x" },
    { scopes: ["orders:refund"] },
  );
  await verifier.close();
  const { rows } = await web.runtime.pool.query(
    "select entry::jsonb -> 'detail' ->> 'reason' as reason, entry::jsonb -> 'detail' ->> 'path' as path from audit_event where action = 'assertion.failed' and entry::jsonb -> 'detail' ->> 'reason' = 'missing-scope'",
  );
  expect(rows).toEqual([{ reason: "missing-scope", path: "/x" }]);
});
