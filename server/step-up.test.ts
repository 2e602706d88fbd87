import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testIssuer } from "@/lib/config/test-config";
import { declare, ordersTrait, signIn } from "@/lib/db/test-world";
import type { Principal } from "@/lib/principals/principal";
import { startTestIdp, type TestIdp } from "@/lib/tokens/test-idp";
import { type Caller, callerOf, startTestHttp, type TestHttp } from "./test-http";

let idp: TestIdp;
let web: TestHttp;
let olivia: Principal;

beforeAll(async () => {
  idp = await startTestIdp();
  web = await startTestHttp({ issuers: [idp.issuer, testIssuer] });
  await declare(web.runtime, {
    ...ordersTrait,
    environments: {
      staging: {},
      production: { authContext: { acrValues: ["urn:x:mfa", "urn:x:hw"], maxAge: "5m" } },
      strange: { authContext: { acrValues: ['a "quoted" class', "urn:x:mfa"] } },
    },
  });
  olivia = await signIn(web.runtime, "olivia", ["orders-team"]);
});
afterAll(async () => {
  await web.stop();
  await idp.close();
});

const seconds = () => Math.floor(Date.now() / 1000);
const ask = {
  service: "shop/orders/orders-api",
  role: "reader",
  environment: "production",
  durationSeconds: 600,
  justification: "look",
};

/** A program that has exchanged an ID token with these claims. */
async function program(sub: string, claims: Record<string, unknown>): Promise<Caller> {
  const answer = await fetch(`${web.url}/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token: await idp.idToken({ sub, ...claims }),
      subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
    }),
  });
  const { access_token: token } = await answer.json();
  return callerOf(web.url, { authorization: `Bearer ${token}` });
}

const challenge =
  'Bearer realm="daypass", error="insufficient_user_authentication", error_description="A stronger sign-in is needed", acr_values="urn:x:mfa urn:x:hw", max_age="300"';

describe("a program", () => {
  it.each<[string, Record<string, unknown>]>([
    ["nothing of how it signed in", {}],
    ["a class that will not do", { acr: "urn:x:pwd", auth_time: seconds() }],
    ["a time that is too long ago", { acr: "urn:x:mfa", auth_time: seconds() - 360 }],
    ["a time, and no class", { auth_time: seconds() }],
    ["a class, and only when the token was made", { acr: "urn:x:mfa" }],
  ])("whose issuer says %s is told how to sign in (RFC 9470)", async (_what, claims) => {
    const riley = await program("riley", claims);
    for (const path of ["/api/v1/requests", "/api/v1/requests?dryRun=true"]) {
      const answer = await riley("POST", path, ask);
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toBe(challenge);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(answer.body).toMatchObject({
        code: "insufficient-authentication",
        detail: expect.stringContaining("a program exchanges a new ID token of its issuer at /oauth/token"),
        acrValues: ["urn:x:mfa", "urn:x:hw"],
        amrValues: [],
        maxAgeSeconds: 300,
      });
    }
  });

  it("that comes back with such an ID token is let through, and no token before or after it is", async () => {
    const weak = await program("robin", {});
    const strong = await program("robin", { acr: "urn:x:hw", auth_time: seconds() - 10 });
    expect((await strong("POST", "/api/v1/requests", ask)).status).toBe(201);
    expect((await weak("GET", "/api/v1/requests?mine=true")).body.items).toHaveLength(1);
    expect((await weak("POST", "/api/v1/requests?dryRun=true", { ...ask, role: "auditor" })).status).toBe(
      401,
    );
    expect((await weak("POST", "/api/v1/requests", { ...ask, environment: "staging" })).status).toBe(201);
  });

  it("is never sent a header that is broken by what a declaration says", async () => {
    const riley = await program("riley", {});
    const answer = await riley("POST", "/api/v1/requests", { ...ask, environment: "strange" });
    expect(answer.headers.get("www-authenticate")).toMatch(/, acr_values="urn:x:mfa"$/);
    expect(answer.body.acrValues).toEqual(['a "quoted" class', "urn:x:mfa"]);
  });
});

describe("a browser", () => {
  it("decides by the sign-in that its session is of", async () => {
    const riley = await program("rowan", { acr: "urn:x:mfa", auth_time: seconds() });
    const { body: asked } = await riley("POST", "/api/v1/requests", ask);
    const path = `/api/v1/requests/${asked.id}/decisions`;
    const weak = await web.browser(olivia);
    const refused = await weak("POST", path, { verdict: "approve" });
    expect(refused.status).toBe(401);
    expect(refused.headers.get("www-authenticate")).toBe(challenge);
    expect((await weak("GET", `/api/v1/requests/${asked.id}`)).body).toMatchObject({
      status: "pending",
      abilities: expect.arrayContaining(["approve", "deny", "shorten"]),
      stepUp: { acrValues: ["urn:x:mfa", "urn:x:hw"], maxAgeSeconds: 300 },
    });
    const strong = await web.browser(olivia, { at: new Date(), acr: "urn:x:mfa", amr: [] });
    expect((await strong("POST", path, { verdict: "approve" })).body).toMatchObject({ status: "approved" });
  });
});
