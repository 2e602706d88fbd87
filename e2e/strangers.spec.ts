import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "./people";

/** Every page of the app, found in the tree, with something in place of each parameter. */
function pages(folder = "app/(main)", url = ""): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isFile()) return entry.name === "page.tsx" ? [url || "/"] : [];
    if (entry.name.startsWith("_")) return [];
    const part = entry.name.startsWith("[") ? "x" : entry.name;
    return pages(path.join(folder, entry.name), entry.name.startsWith("(") ? url : `${url}/${part}`);
  });
}

test("no page shows anything to somebody who is not signed in, whatever headers they send", async ({
  request,
}) => {
  const found = pages();
  expect(found.length).toBeGreaterThan(9);
  const tricks: Record<string, string>[] = [
    {},
    { "x-middleware-subrequest": "middleware:middleware:middleware" },
    { rsc: "1" },
    { "next-router-prefetch": "1", rsc: "1" },
    { "next-router-segment-prefetch": "/_tree", rsc: "1" },
  ];
  // Addresses by which Next itself fetches a page or a part of one (CVE-2026-44574, -44575).
  const spellings = (url: string) => [
    `${url}.rsc`,
    `${url}.segments/_tree.segment.rsc`,
    `${url}?_rsc=1`,
    `${url}?nxtPid=x`,
  ];
  const calls = found.flatMap((url) => [
    ...tricks.map((headers) => ({ url, headers })),
    ...(url === "/" ? [] : spellings(url).map((spelling) => ({ url: spelling, headers: {} }))),
  ]);
  for (const { url, headers } of calls) {
    const answer = await request.get(url, { headers, maxRedirects: 0, failOnStatusCode: false });
    const body = await answer.text();
    const leftForSignIn =
      answer.status() === 307 || body.includes("/signin") || [401, 403, 404].includes(answer.status());
    expect(
      leftForSignIn || isShapeOfAddress(body),
      `${url} ${JSON.stringify(headers)} answered ${answer.status()}`,
    ).toBe(true);
    expect(body, url).not.toContain("Orders API");
  }
});

/** How Next takes an address apart, which is in every script that it sends: no word of a page. */
const isShapeOfAddress = (body: string) =>
  body
    .trim()
    .split("\n")
    .every((line) => /^\d+:(\[\["children",|\{"q":)/.test(line));

test("server actions refuse whoever is not signed in, and malformed bodies crash nothing", async ({
  as,
  request,
}) => {
  const riley = await as("Riley");
  const ids = new Set<string>();
  riley.on("request", (sent) => {
    const id = sent.headers()["next-action"];
    if (id) ids.add(id);
  });
  await riley.goto("/ask?service=shop/orders/orders-api&role=reader");
  await riley.getByLabel("Why?").fill("To see which action this page calls");
  await expect.poll(() => ids.size).toBeGreaterThan(0);
  for (const id of ids) {
    for (const data of [
      '[{"service":"shop/orders/orders-api","role":"reader","durationSeconds":60,"justification":"x"}]',
      "[",
      "[1,2,3]",
      '["$K1"]',
      "x".repeat(10_000),
    ]) {
      const answer = await request.post("/ask", {
        headers: {
          "next-action": id,
          "content-type": "text/plain;charset=UTF-8",
          accept: "text/x-component",
        },
        data,
        failOnStatusCode: false,
      });
      const body = await answer.text();
      expect(
        answer.status() >= 400 || body.includes("unauthenticated"),
        `${answer.status()} ${body.slice(0, 200)}`,
      ).toBe(true);
    }
  }
  expect((await request.get("/healthz")).status()).toBe(200);
});

test("a person without a platform role finds no admin page", async ({ as }) => {
  const riley = await as("Riley");
  for (const url of ["/sources", "/people"]) {
    await riley.goto(url);
    await expect(riley.getByRole("button", { name: /Deactivate/ })).toHaveCount(0);
    await expect(riley.getByText("examples/catalogue")).toHaveCount(0);
  }
  await expect(riley.getByRole("link", { name: "People" })).toHaveCount(0);
});
