import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Writable } from "node:stream";
import { afterAll, beforeAll, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import type { AccessTrait } from "@/lib/declarations/trait";
import { fileOf } from "@/lib/narrowing/test-changes";
import { createRequest } from "@/lib/requests/create-request";
import { issueApiToken } from "@/lib/tokens/issue-api-token";
import { startTestHttp, type TestHttp } from "@/server/test-http";
import { preview } from "./preview";
import { UsageError } from "./usage";

const ref = "shop/orders/orders-api";
let web: TestHttp;
let cwd: string;
let ownerToken: string;
let askerToken: string;

beforeAll(async () => {
  cwd = mkdtempSync(path.join(tmpdir(), "daypass-preview-"));
  mkdirSync(path.join(cwd, "declarations"));
  web = await startTestHttp();
  await declare(web.runtime);
  const riley = await signIn(web.runtime, "@riley |<b>*x*</b>", ["engineering"]);
  const olivia = await signIn(web.runtime, "olivia", ["orders-team"]);
  ownerToken = (await issueApiToken(web.runtime, olivia, "test")).token;
  askerToken = (await issueApiToken(web.runtime, riley, "test")).token;
  const input = { service: ref, role: "reader", environment: "staging", durationSeconds: 3600 };
  const asked = await createRequest(contextOf(web.runtime, riley), { ...input, justification: "look" });
  await decideRequest(contextOf(web.runtime, olivia), asked.id, { verdict: "approve" });
});
afterAll(async () => {
  rmSync(cwd, { recursive: true, force: true });
  await web.stop();
});

const withoutReader: AccessTrait = {
  ...ordersTrait,
  roles: Object.fromEntries(Object.entries(ordersTrait.roles).filter(([name]) => name !== "reader")),
};

async function run(args: string[], env: Record<string, string> = { DAYPASS_TOKEN: ownerToken }) {
  const said = { out: "", err: "" };
  const into = (name: "out" | "err") =>
    new Writable({
      write(chunk, _encoding, done) {
        said[name] += String(chunk);
        done();
      },
    });
  const io = { stdout: into("out"), stderr: into("err"), env: { DAYPASS_URL: web.url, ...env }, cwd };
  return { code: await preview(args, io), ...said };
}

function put(trait: AccessTrait, text = fileOf(ref, trait).text ?? ""): string {
  writeFileSync(path.join(cwd, "declarations/orders.yaml"), text);
  return "declarations/orders.yaml";
}

it("says in words what a change does, and fails on what it is told to", async () => {
  const file = put(withoutReader);
  const { code, out, err } = await run(["--base", "declarations", file]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/^Orders API \(shop\/orders\/orders-api\): changed$/m);
  expect(out).toMatch(
    /ends {2}@riley \|<b>\*x\*<\/b> {2}reader in staging {2}the declaration of .* no longer offers/,
  );
  expect(out).toContain("1 access ends, 2 people are told.");
  expect(await run(["--fail-on", "widening,no-approver", file])).toMatchObject({ code: 0 });
  expect(await run(["--fail-on", "widening,ends", file])).toMatchObject({
    code: 1,
    err: "daypass: fails on ends, as --fail-on says.\n",
  });
});

it("gives the whole as JSON, with the path that the source has", async () => {
  const { out } = await run(["--base", "declarations", "--format", "json", put(withoutReader)]);
  expect(JSON.parse(out)).toMatchObject({
    ok: true,
    services: [{ ref, file: "orders.yaml", status: "changed", roles: { removed: ["reader"] } }],
  });
  const gone = await run(["--format", "json", "--deleted", "test.yaml"]);
  expect(JSON.parse(gone.out)).toMatchObject({ services: [{ ref, status: "gone" }] });
});

it("writes a comment in which names do nothing", async () => {
  const { out } = await run(["--format", "markdown", put(withoutReader)]);
  expect(out.startsWith("<!-- daypass-preview -->\n### Daypass: 1 access ends, 2 people are told\n")).toBe(
    true,
  );
  expect(out).toContain("<summary>Access that runs now (1)</summary>");
  expect(out).toContain("&#64;&#8203;riley &#124;&#60;b&#62;&#42;x&#42;&#60;/b&#62;");
  expect(out).not.toMatch(/@riley|<b>/);
  for (const row of out.split("\n").filter((line) => line.startsWith("|")))
    expect(row.split("|"), row).toHaveLength(6);
});

it("tells where a file is wrong, and fails", async () => {
  const broken = put(ordersTrait, fileOf(ref, ordersTrait).text?.replace("owners:", "ownerz:"));
  const { code, out } = await run(["declarations"]);
  expect(code).toBe(1);
  expect(out).toMatch(new RegExp(`^${broken}:\\d+:\\d+ error: owners is missing\\.$`, "m"));
});

it.each<[string, string[], string]>([
  ["no path", [], "name at least one file"],
  ["a path that is not there", ["nowhere.yaml"], "cannot be read"],
  ["a path outside", ["--base", "declarations", "--deleted", "orders.yaml"], "lies outside"],
  ["a format that is none", ["--format", "pdf", "x"], "there is no format pdf"],
  ["a condition that is none", ["--fail-on", "rain", "x"], "and not rain"],
  ["an address without encryption", ["--url", "http://daypass.example.com", "x"], "must be https"],
  ["an option that is none", ["--force"], "Unknown option '--force'"],
])("%s makes no sense", async (_what, args, words) => {
  const failure = await run(args).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(UsageError);
  expect(String(failure)).toContain(words);
});

it.each<[string, () => Record<string, string>, RegExp]>([
  ["nobody", () => ({}), /nobody is signed in: set DAYPASS_TOKEN/],
  ["a token that is none", () => ({ DAYPASS_TOKEN: "secret-token" }), /refused: /],
  ["an ID token of nobody", () => ({ DAYPASS_ID_TOKEN: "secret-token" }), /refused: /],
  [
    "somebody who owns nothing",
    () => ({ DAYPASS_TOKEN: askerToken }),
    /refused: You own none of the services/,
  ],
  ["no server", () => ({ DAYPASS_TOKEN: ownerToken, DAYPASS_URL: "http://localhost:9" }), /does not answer/],
])("%s gets no answer", async (_who, env, words) => {
  const { code, out, err } = await run([put(withoutReader)], env());
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toMatch(words);
  expect(err).not.toContain("secret-token");
});

it("says how it is called", async () => {
  expect(await run(["--help"], {})).toMatchObject({
    code: 0,
    out: expect.stringContaining("Usage: daypass"),
  });
});
