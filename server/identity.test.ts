import { afterAll, beforeAll, expect, it } from "vitest";
import { testIssuer } from "@/lib/config/test-config";
import { signIn } from "@/lib/db/test-world";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { startTestHttp, type TestHttp } from "./test-http";

let web: TestHttp;
beforeAll(async () => {
  web = await startTestHttp();
});
afterAll(() => web.stop());

const claims = {
  sub: "riley",
  name: "Riley Chen",
  groups: ["engineering"],
  nonce: "n-0S6",
  at_hash: "x",
  jti: "1",
};

it("shows a person what their issuer said, but for what was good once, and why they are not in a group", async () => {
  const riley = await recordSignIn(web.runtime, testIssuer, claims, "browser");
  const call = await web.program(riley);
  const { status, body } = await call("GET", "/api/v1/me/identity?group=finance");
  expect(status).toBe(200);
  expect(body).toMatchObject({
    issuer: "Test issuer",
    principal: { id: riley.id },
    claims: [
      { name: "groups", value: ["engineering"], becomes: ["group:default/engineering"] },
      { name: "name", value: "Riley Chen", becomes: ["the name"] },
      { name: "sub", value: "riley" },
    ],
    membership: { group: "group:default/finance", member: false },
  });
  expect(await call("GET", "/api/v1/me/identity?group=a%20b")).toMatchObject({
    status: 422,
    body: { errors: [{ path: "group" }] },
  });
});

it("shows an admin the same of anybody, and nobody else", async () => {
  const omar = await recordSignIn(web.runtime, testIssuer, { ...claims, sub: "omar" }, "browser");
  const admin = await web.program(await signIn(web.runtime, "parker", ["platform"]));
  expect(await admin("GET", `/api/v1/principals/${omar.id}/identity`)).toMatchObject({
    status: 200,
    body: { principal: { subject: "omar" }, membership: null },
  });
  expect(await admin("GET", "/api/v1/principals/prn_00000000000000000000000000/identity")).toMatchObject({
    status: 404,
  });
  for (const groups of [["engineering"], ["audit"]]) {
    const other = await web.program(await signIn(web.runtime, groups.join(), groups));
    expect(await other("GET", `/api/v1/principals/${omar.id}/identity`)).toMatchObject({ status: 403 });
  }
});

it("takes claims that no database keeps, and those that are too many", async () => {
  const odd = await recordSignIn(
    web.runtime,
    { ...testIssuer, claims: { ...testIssuer.claims, keep: ["team"] } },
    { sub: "odd", team: "a\u0000b\ud800", "k\u0000": 1, groups: [] },
    "browser",
  );
  expect(odd.claims.team).toBe("a\ufffdb\ufffd");
  const big = await recordSignIn(web.runtime, testIssuer, { sub: "big", all: "x".repeat(40_000) }, "browser");
  const call = await web.program(big);
  expect((await call("GET", "/api/v1/me/identity?group=finance")).body).toMatchObject({
    claims: null,
    membership: null,
  });
});
