import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SourceConfig } from "@/lib/config/config";
import { type Context, systemContext } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { auditTrail, contextOf, signIn } from "@/lib/db/test-world";
import type { Principal } from "@/lib/principals/principal";
import { openSource } from "../open-source";
import { listSources } from "../queries";
import { syncSource } from "../sync-source";
import type { UploadedFile } from "./snapshot";
import { uploadFiles } from "./upload-files";

const examples = path.resolve(import.meta.dirname, "../../../examples/catalogue");
const file = (name: string, change = (text: string) => text): UploadedFile => ({
  path: name,
  bytes: new TextEncoder().encode(change(readFileSync(path.join(examples, name), "utf8"))),
});
const orders = file("orders.yaml");
const payments = file("payments.yaml");

const source: SourceConfig = { name: "by-hand", kind: "upload", declares: ["*"], whenGone: "end" };
const folder: SourceConfig = { ...source, name: "folder", kind: "folder", path: "/nowhere" };

let database: TestDatabase;
let parker: Principal;
let admin: Context;

beforeEach(async () => {
  database = await createTestDatabase({ sources: [source, folder] });
  parker = await signIn(database.runtime, "parker", ["platform"]);
  admin = contextOf(database.runtime, parker);
});
afterEach(() => database.drop());

const upload = (files: UploadedFile[], ctx = admin) => uploadFiles(ctx, "by-hand", files, { dryRun: false });
const preview = (files: UploadedFile[]) => uploadFiles(admin, "by-hand", files, { dryRun: true });
const sync = () => {
  const { runtime } = database;
  return syncSource(systemContext(runtime, "sync"), source, openSource(source, runtime));
};
const state = async () => (await listSources(admin)).find((one) => one.name === source.name);

async function catalogue(): Promise<string[]> {
  const { rows } = await database.runtime.pool.query<{ said: string }>(
    `select concat_ws(' ', s.component, s.status, d.version, d.source_version ->> 'author') as said
     from service s join declaration d on d.id = s.declaration_id order by 1`,
  );
  return rows.map((row) => row.said);
}

async function stored(): Promise<string[]> {
  const { rows } = await database.runtime.pool.query<{ path: string }>(
    "select path from source_upload where source_name = 'by-hand' order by 1",
  );
  return rows.map((row) => row.path);
}

test("what preview says is what happens; the whole set is replaced, and stays through a restart", async () => {
  expect(await sync(), "nothing was uploaded yet").toMatchObject({ published: 0, problems: [] });
  expect(await state()).toMatchObject({ state: "new", abilities: ["sync", "upload"] });

  const expected = await preview([orders, payments]);
  expect(expected).toMatchObject({
    stored: false,
    publish: [
      { ref: "shop/orders/orders-api", change: "new" },
      { ref: "shop/orders/orders-db", change: "new" },
      { ref: "payments/payments/ledger-api", change: "new" },
    ],
    withdraw: [],
    problems: [],
  });
  expect(await catalogue()).toEqual([]);
  expect(await stored()).toEqual([]);

  expect(await upload([orders, payments])).toEqual({ ...expected, stored: true });
  const everything = [
    "ledger-api active 1 parker",
    "orders-api active 1 parker",
    "orders-db active 1 parker",
  ];
  expect(await catalogue()).toEqual(everything);
  expect(await state()).toMatchObject({ state: "fresh", version: { author: "parker", title: "2 files" } });
  const trail = await auditTrail(database.runtime);
  expect(trail.filter((action) => !action.startsWith("principal."))).toEqual([
    "source.uploaded",
    ...Array(3).fill("declaration.published"),
    "source.synced",
  ]);

  expect(await sync(), "another process reads the same").toMatchObject({ published: 0, withdrawn: 0 });
  const next = [file("orders.yaml", (text) => text.replace("title: Orders API", "title: Orders"))];
  const change = await preview(next);
  expect(change).toMatchObject({
    publish: [{ ref: "shop/orders/orders-api", title: "Orders", change: "changed" }],
    withdraw: ["payments/payments/ledger-api"],
  });
  expect(await upload(next)).toEqual({ ...change, stored: true });
  expect(await stored()).toEqual(["orders.yaml"]);
  const after = ["ledger-api withdrawn 1 parker", "orders-api active 2 parker", "orders-db active 1 parker"];
  expect(await catalogue()).toEqual(after);
  await sync();
  expect(await catalogue()).toEqual(after);
});

test("a file with an error is shown by preview with its place, and stores nothing", async () => {
  await upload([orders]);
  const broken = file("orders.yaml", (text) => text.replace("owners: [", "ownerz: ["));
  expect((await preview([broken, payments])).problems).toContainEqual(
    expect.objectContaining({ file: "orders.yaml", message: "owners is missing." }),
  );
  await expect(upload([broken, payments])).rejects.toMatchObject({
    code: "invalid-input",
    detail: expect.stringMatching(/^orders\.yaml:\d+:\d+ .*Nothing was stored\.$/),
    extra: {
      errors: expect.arrayContaining([
        expect.objectContaining({ path: expect.stringMatching(/^orders\.yaml:\d+:\d+$/) }),
      ]),
    },
  });
  expect(await stored()).toEqual(["orders.yaml"]);
  expect(await catalogue()).toEqual(["orders-api active 1 parker", "orders-db active 1 parker"]);
  expect(await state()).toMatchObject({ state: "fresh", problems: [] });
});

test("two uploads and a sync at once leave one of the two, whole", async () => {
  await upload([orders]);
  for (let round = 0; round < 3; round++) {
    await Promise.all([upload([orders]), sync(), upload([payments]), sync()]);
    const kept = await stored();
    expect([["orders.yaml"], ["payments.yaml"]]).toContainEqual(kept);
    const active = (await catalogue())
      .filter((line) => line.includes("active"))
      .map((line) => line.split(" ")[0]);
    expect(active).toEqual(kept[0] === "orders.yaml" ? ["orders-api", "orders-db"] : ["ledger-api"]);
  }
});

test("an Idempotency-Key is for one set of files", async () => {
  const keyed = () => contextOf(database.runtime, parker, { key: "k", hash: "of the call" });
  const first = await upload([orders], keyed());
  await upload([payments]);
  expect(await upload([orders], keyed()), "the answer of then, and nothing is done again").toEqual(first);
  expect(await stored()).toEqual(["payments.yaml"]);
  await expect(upload([payments], keyed())).rejects.toMatchObject({ code: "idempotency-mismatch" });
});

describe("is refused", () => {
  test.each(["audit", "engineering"])("to somebody of %s, on record", async (group) => {
    const other = contextOf(database.runtime, await signIn(database.runtime, "other", [group]));
    await expect(upload([orders], other)).rejects.toMatchObject({ code: "forbidden" });
    expect(await auditTrail(database.runtime)).toContain("source.uploaded refused");
    expect(await stored()).toEqual([]);
  });

  test("for a source that is none, or of another kind", async () => {
    const into = (name: string) => uploadFiles(admin, name, [orders], { dryRun: true });
    await expect(into("nothing")).rejects.toMatchObject({ code: "not-found" });
    await expect(into("folder")).rejects.toMatchObject({ code: "conflict" });
  });

  const named = (name: string) => ({ ...orders, path: name });
  test.each<[string, UploadedFile[], string]>([
    ["no file", [], "1 to 200 files"],
    ["too many", Array.from({ length: 201 }, (_, index) => named(`${index}.yaml`)), "1 to 200 files"],
    ["one twice", [orders, orders], "sent twice"],
    ["one that leads out", [named("../a.yaml")], "plain path"],
    ["an absolute one", [named("/a.yaml")], "plain path"],
    ["a hidden one", [named("a/.b.yaml")], "plain path"],
    ["a backslash", [named("a\\b.yaml")], "not a name"],
    ["a line break", [named("a\n.yaml")], "not a name"],
    ["a text", [named("a.txt")], "must end in"],
    ["a large one", [{ path: "a.yaml", bytes: new Uint8Array(1024 * 1024 + 1) }], "larger than 1024 KiB"],
  ])("with %s", async (_what, files, detail) => {
    for (const dryRun of [true, false])
      await expect(uploadFiles(admin, "by-hand", files, { dryRun })).rejects.toMatchObject({
        code: "invalid-input",
        detail: expect.stringContaining(detail),
      });
    expect(await stored()).toEqual([]);
  });
});
