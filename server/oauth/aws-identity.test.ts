import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Signed, signIdentity, startTestSts, type TestSts } from "@/lib/aws/test-sts";
import type { IssuerConfig } from "@/lib/config/config";
import { testIssuer } from "@/lib/config/test-config";
import { auditTrail } from "@/lib/db/test-world";
import { startTestHttp, type TestHttp } from "../test-http";

const audience = "http://localhost:3000";
const minute = 60_000;

let sts: TestSts;
let other: TestSts;
let web: TestHttp;
beforeAll(async () => {
  sts = await startTestSts();
  other = await startTestSts();
  const issuer: IssuerConfig = {
    ...testIssuer,
    name: "aws",
    issuer: "https://sts.amazonaws.com",
    kind: "workload",
    audiences: [],
    mappings: [
      {
        match: [{ claim: "arn", like: "arn:aws:iam::123456789012:role/ci-*" }],
        groups: ["group:default/ci"],
      },
    ],
    aws: { accounts: ["123456789012"], endpoints: [sts.url] },
  };
  web = await startTestHttp({ issuers: [issuer, testIssuer] });
});
afterAll(async () => {
  await web.stop();
  await sts.close();
  await other.close();
});
beforeEach(() => {
  Object.assign(sts.state, {
    account: "123456789012",
    arn: "arn:aws:sts::123456789012:assumed-role/ci-deploy/run-71",
    up: true,
    calls: 0,
    body: undefined,
  });
});

async function exchange(token: Signed | string, more: Record<string, string> = {}) {
  const response = await fetch(`${web.url}/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token_type: "urn:ietf:params:aws:token-type:aws4_request",
      subject_token: typeof token === "string" ? token : JSON.stringify(token),
      ...more,
    }),
  });
  return { status: response.status, body: await response.json() };
}

let signed = 0;
/** Of a second of its own: what is signed twice within one is the same request. */
const fresh = () => {
  signed += 1;
  return signIdentity(sts.url, audience, { at: new Date(Date.now() - signed * 2_000) });
};
const change = (token: Signed, name: string, value: string | null): Signed => ({
  ...token,
  headers: token.headers.flatMap(({ key, value: old }) =>
    key.toLowerCase() !== name ? [{ key, value: old }] : value === null ? [] : [{ key, value }],
  ),
});
const header = (token: Signed, name: string) =>
  token.headers.find(({ key }) => key.toLowerCase() === name)?.value ?? "";

it("signs a role of AWS in, with the groups that its ARN is mapped to", async () => {
  const { status, body } = await exchange(await fresh());
  expect(status, JSON.stringify(body)).toBe(200);
  const me = await fetch(`${web.url}/api/v1/me`, {
    headers: { authorization: `Bearer ${body.access_token}` },
  });
  expect((await me.json()).principal).toMatchObject({
    kind: "workload",
    issuer: "https://sts.amazonaws.com",
    subject: "arn:aws:iam::123456789012:role/ci-deploy",
    name: "ci-deploy",
    groups: ["group:default/ci"],
  });
  expect(await exchange(encodeURIComponent(JSON.stringify(await fresh())))).toMatchObject({ status: 200 });
});

it("knows a user of IAM as well, who is in no group by a pattern for roles", async () => {
  sts.state.arn = "arn:aws:iam::123456789012:user/team/ci-deploy";
  const { body } = await exchange(await fresh());
  const me = await fetch(`${web.url}/api/v1/me`, {
    headers: { authorization: `Bearer ${body.access_token}` },
  });
  expect((await me.json()).principal).toMatchObject({
    subject: "arn:aws:iam::123456789012:user/team/ci-deploy",
    groups: [],
  });
});

describe("refuses, and AWS is not even asked", () => {
  it.each<[string, () => Promise<Signed | string>, RegExp]>([
    ["what is no JSON", async () => "AQIDBA", /must be JSON/],
    ["GET", async () => ({ ...(await fresh()), method: "GET" }), /must be JSON/],
    [
      "a request for another Daypass",
      () => signIdentity(sts.url, "https://other.example"),
      /sign the header/,
    ],
    ["a request for no Daypass", () => signIdentity(sts.url, null), /sign the header/],
    [
      "an audience that is there and not signed",
      async () => {
        const token = await signIdentity(sts.url, null);
        return { ...token, headers: [...token.headers, { key: "X-Daypass-Audience", value: audience }] };
      },
      /x-daypass-audience is not signed/,
    ],
    ["another STS", () => signIdentity(other.url, audience), /must be addressed to/],
    [
      "an address that only begins like ours",
      async () => ({ ...(await fresh()), url: `${sts.url}@${other.url.slice(7)}/?Action=GetCallerIdentity` }),
      /must be addressed to/,
    ],
    [
      "another action",
      async () => ({ ...(await fresh()), url: `${sts.url}/?Action=AssumeRole&Version=2011-06-15` }),
      /must be addressed to/,
    ],
    ["another host", async () => change(await fresh(), "host", "evil.example"), /Host is not/],
    [
      "one header twice",
      async () => {
        const token = await fresh();
        return { ...token, headers: [...token.headers, { key: "HOST", value: header(token, "host") }] };
      },
      /host is there twice/,
    ],
    [
      "a header that smuggles a second",
      async () => change(await fresh(), "x-amz-security-token", "a\r\nx-evil: 1"),
      /no proper value/,
    ],
    [
      "a header that AWS might act on",
      async () => {
        const token = await fresh();
        return { ...token, headers: [...token.headers, { key: "X-Forwarded-Host", value: "evil" }] };
      },
      /not one that is sent on/,
    ],
    ["no signature", async () => change(await fresh(), "authorization", null), /no AWS4-HMAC-SHA256/],
    [
      "a signature for another service of AWS",
      async () => {
        const token = await fresh();
        return change(token, "authorization", header(token, "authorization").replace("/sts/", "/s3/"));
      },
      /no AWS4-HMAC-SHA256/,
    ],
    [
      "one of six minutes ago",
      () => signIdentity(sts.url, audience, { at: new Date(Date.now() - 6 * minute) }),
      /last 5 minutes/,
    ],
    [
      "one of the future",
      () => signIdentity(sts.url, audience, { at: new Date(Date.now() + 2 * minute) }),
      /last 5 minutes/,
    ],
  ])("%s", async (_name, token, words) => {
    const { status, body } = await exchange(await token());
    expect({ status, error: body.error }).toEqual({ status: 400, error: "invalid_request" });
    expect(body.error_description).toMatch(words);
    expect(sts.state.calls + other.state.calls).toBe(0);
  });
});

describe("refuses what AWS does not vouch for", () => {
  it.each<[string, () => Promise<Signed> | Signed, RegExp]>([
    [
      "a wrong secret",
      () => signIdentity(sts.url, audience, { secret: "wrong" }),
      /does not accept its signature/,
    ],
    [
      "a date that was changed afterwards",
      async () => {
        const token = await fresh();
        const [day = "", time = ""] = header(token, "x-amz-date").split("T");
        return change(
          token,
          "x-amz-date",
          `${day}T${time.replace(/\dZ$/, (last) => (last === "0Z" ? "1Z" : "0Z"))}`,
        );
      },
      /does not accept its signature/,
    ],
    [
      "another session token",
      async () => change(await fresh(), "x-amz-security-token", "stolen"),
      /does not accept/,
    ],
    [
      "an account that nobody registered",
      () => {
        Object.assign(sts.state, {
          account: "999999999999",
          arn: "arn:aws:sts::999999999999:assumed-role/ci-deploy/x",
        });
        return fresh();
      },
      /999999999999 is not registered/,
    ],
    [
      "an answer that contradicts itself",
      () => {
        sts.state.account = "999999999999";
        return fresh();
      },
      /neither a role nor a user/,
    ],
    [
      "the root of an account",
      () => {
        sts.state.arn = "arn:aws:iam::123456789012:root";
        return fresh();
      },
      /neither a role nor a user/,
    ],
    [
      "a federated user",
      () => {
        sts.state.arn = "arn:aws:sts::123456789012:federated-user/x";
        return fresh();
      },
      /neither a role nor a user/,
    ],
    [
      "an answer that is none",
      () => {
        sts.state.body = "<html>";
        return fresh();
      },
      /neither a role nor a user/,
    ],
  ])("%s", async (_name, token, words) => {
    const { status, body } = await exchange(await token());
    expect({ status, error: body.error }).toEqual({ status: 400, error: "invalid_request" });
    expect(body.error_description).toMatch(words);
  });

  it("and says so when AWS cannot be asked, or answers without end", async () => {
    sts.state.up = false;
    expect(await exchange(await fresh())).toMatchObject({
      status: 503,
      body: { error: "temporarily_unavailable" },
    });
    sts.state.up = true;
    sts.state.body = "x".repeat(20_000);
    expect(await exchange(await fresh())).toMatchObject({
      status: 503,
    });
  });
});

it("takes a request once, in whatever spelling, however many bring it at once, and its owner finds that in the log", async () => {
  sts.state.arn = "arn:aws:sts::123456789012:assumed-role/ci-once/run-1";
  const token = await fresh();
  const respelled = change(token, "authorization", header(token, "authorization").replaceAll(", ", ","));
  const answers = await Promise.all(
    [token, respelled, token, respelled, token].map((each) => exchange(each)),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400]);
  const replay = await exchange(token);
  expect(replay.body.error_description).toContain("used before");
  const { rows } = await web.runtime.pool.query<{ subject: string }>(
    "select e.subject from audit_event e join principal p on p.id = e.subject where p.subject like '%role/ci-once' and e.action = 'principal.signed-in' and e.outcome = 'refused'",
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(await auditTrail(web.runtime))).not.toContain("Signature=");
});

it("says nothing of AWS where nobody registered it, and takes no ID token that claims to be of it", async () => {
  const without = await startTestHttp();
  const response = await fetch(`${without.url}/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      subject_token_type: "urn:ietf:params:aws:token-type:aws4_request",
      subject_token: JSON.stringify(await fresh()),
    }),
  });
  expect((await response.json()).error_description).toContain("AWS is not registered here");
  await without.stop();
  const forged = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from('{"iss":"https://sts.amazonaws.com","sub":"arn:aws:iam::123456789012:role/ci-deploy"}').toString("base64url")}.`;
  const { body } = await exchange(forged, {
    subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
  });
  expect(body.error_description).toContain("its issuer is not registered");
});
