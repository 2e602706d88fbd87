import { afterAll, beforeAll, expect, it } from "vitest";
import { credentialOf, publish, ref } from "@/lib/tokens/test-tokens";
import { callerOf, startTestHttp, type TestHttp } from "./test-http";

let web: TestHttp;

beforeAll(async () => {
  web = await startTestHttp();
  await publish(web.runtime);
});
afterAll(() => web.stop());

const reporter = async () => {
  const { id, secret } = await credentialOf(web.runtime);
  const call = callerOf(web.url, { authorization: `Basic ${btoa(`${id}:${secret}`)}` });
  const item = { at: new Date().toISOString(), service: ref, reason: "expired" };
  return () => call("POST", "/api/v1/assertions", { items: [item] });
};

it("a credential that reports too often is told when to come back, and no other one is", async () => {
  const report = await reporter();
  const other = await reporter();
  const answers = [];
  for (let time = 0; time < 200 && answers.at(-1)?.status !== 429; time++) answers.push(await report());
  const refused = answers.pop();
  expect(answers.length).toBeGreaterThanOrEqual(60);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  expect(refused?.status).toBe(429);
  expect(refused?.headers.get("content-type")).toBe("application/problem+json");
  expect(refused?.headers.get("retry-after")).toBe("1");
  expect(refused?.body).toMatchObject({
    code: "too-many-requests",
    retryAfterSeconds: 1,
    detail: expect.stringContaining("try again in 1 s"),
  });
  expect((await other()).status).toBe(202);
});
