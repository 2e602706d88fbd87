import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { issueApiToken } from "@/lib/tokens/issue-api-token";
import { engineer, grantTo, ordersTrait, publish, ref } from "@/lib/tokens/test-tokens";
import { startTestHttp, type TestHttp } from "../test-http";

const web_ = "shop/web/web-api";
const url = "http://localhost:4321/orders";
let web: TestHttp;

beforeAll(async () => {
  web = await startTestHttp({
    serviceUrls: { [ref]: url },
    limits: {
      maxDurationSeconds: 12 * 3600,
      minDurationSeconds: 1,
      pendingForSeconds: 3600,
      proposalPendingForSeconds: 3600,
      tokenLifetimeSeconds: 600,
      apiTokenLifetimeSeconds: 3600,
      tokenCallsPerSecond: 1,
    },
  });
  await publish(web.runtime);
  const token = { audience: "https://web.example/api", binding: "dpop" as const };
  await publish(web.runtime, { ...ordersTrait, token }, web_);
});
afterAll(() => web.stop());

const metadata = async (service: string) => {
  const response = await fetch(`${web.url}/oauth/protected-resources/${service}`);
  return { status: response.status, body: await response.json() };
};

describe("protected resource metadata (RFC 9728)", () => {
  it("is made for every declared service (2, 3.2)", async () => {
    const { baseUrl } = web.runtime.config;
    expect(await metadata(ref)).toEqual({
      status: 200,
      body: {
        resource: url,
        authorization_servers: [baseUrl],
        scopes_supported: ["orders:audit", "orders:read", "orders:refund"],
        bearer_methods_supported: ["header"],
        resource_name: "Orders API",
        resource_documentation: `${baseUrl}/services/${ref}`,
        authorization_details_types_supported: ["urn:daypass:grant"],
        dpop_signing_alg_values_supported: ["ES256", "EdDSA"],
        dpop_bound_access_tokens_required: false,
      },
    });
    expect((await metadata(web_)).body).toMatchObject({
      resource: "https://web.example/api",
      dpop_bound_access_tokens_required: true,
    });
  });

  it("is not there for what nobody declares", async () => {
    expect((await metadata("shop/nothing/nothing-api")).status).toBe(404);
    expect((await fetch(`${web.url}/oauth/protected-resources/shop`)).status).toBe(404);
  });
});

describe("POST /oauth/token", () => {
  const exchange = async (token: string, form: Record<string, string>) => {
    const response = await fetch(`${web.url}/oauth/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
        subject_token: token,
        ...form,
      }),
    });
    return {
      status: response.status,
      after: response.headers.get("retry-after"),
      body: await response.json(),
    };
  };

  it("takes what the metadata calls the service as resource (RFC 8707, 2)", async () => {
    const riley = await engineer(web.runtime, "riley");
    await grantTo(web.runtime, riley);
    const { token } = await issueApiToken(web.runtime, riley, "test");
    for (const resource of [url, `${web.runtime.config.baseUrl}/services/${ref}`, "urn:test:orders-api"])
      expect(await exchange(token, { resource })).toMatchObject({
        status: 200,
        body: { scope: "orders:read" },
      });
    expect(await exchange(token, { resource: "https://other.example/" })).toMatchObject({
      status: 400,
      body: { error: "invalid_target" },
    });
  });

  it("takes a burst of one principal and then 429 with Retry-After; nobody else notices", async () => {
    const sam = await engineer(web.runtime, "sam");
    const { token } = await issueApiToken(web.runtime, sam, "test");
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => exchange(token, { audience: "urn:test:orders-api" })),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(5);
    expect(refused[0]).toMatchObject({ after: "1", body: { error: "temporarily_unavailable" } });
    const other = await issueApiToken(web.runtime, await engineer(web.runtime, "kim"), "test");
    expect((await exchange(other.token, { audience: "urn:test:orders-api" })).status).toBe(400);
  });
});
