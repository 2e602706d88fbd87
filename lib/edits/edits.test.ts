import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { stringify } from "yaml";
import { contextOf, ordersTrait } from "@/lib/db/test-world";
import { createTestShop, orders, payments, type TestShop, without } from "@/lib/previews/test-shop";
import type { Principal } from "@/lib/principals/principal";
import { getEdit } from "./get-edit";
import { judgeEdit } from "./judge-edit";

let shop: TestShop;

beforeAll(async () => {
  shop = await createTestShop();
});
afterAll(() => shop.world.drop());

const as = (principal: Principal) => contextOf(shop.world.runtime, principal);
const judge = (text: string, by = shop.olivia, service = orders) => judgeEdit(as(by), { service, text });
const text = (trait = ordersTrait) => stringify(trait, { aliasDuplicateObjects: false });

describe("opening", () => {
  it("gives an owner and a platform admin the text as it stands in the file", async () => {
    for (const by of [shop.olivia, shop.admin]) {
      const edit = await getEdit(as(by), orders);
      expect(edit).toMatchObject({ ref: orders, version: 1, file: "orders.yaml", whyNoPatch: null });
      expect(edit).toMatchObject({ isInForce: true, source: { name: "catalogue", kind: "folder" } });
      expect(edit.text).toBe(text().trimEnd());
    }
  });

  it.each<[string, () => Principal, string, string]>([
    ["somebody who may only ask", () => shop.riley, orders, "forbidden"],
    ["a stranger", () => shop.finn, orders, "forbidden"],
    ["an owner of another service", () => shop.olivia, payments, "forbidden"],
    ["a service that is none", () => shop.olivia, "shop/none/api", "not-found"],
    ["a name that is no text", () => shop.olivia, "a\0b", "not-found"],
  ])("is refused: %s", async (_what, who, service, code) => {
    await expect(getEdit(as(who()), service)).rejects.toMatchObject({ code });
    await expect(judge(text(), who(), service)).rejects.toMatchObject({ code });
  });
});

describe("judging", () => {
  it.each<[string, unknown]>([
    ["a text longer than any declaration", { service: orders, text: "#".repeat(256 * 1024 + 1) }],
    ["more lines than any declaration", { service: orders, text: "\n".repeat(10_001) }],
    ["no text", { service: orders }],
    ["a service that is no text", { service: 1, text: "" }],
    ["what else there may be", { service: orders, text: "", complete: true }],
  ])("refuses %s", async (_what, input) => {
    await expect(judgeEdit(as(shop.olivia), input)).rejects.toMatchObject({ code: "invalid-input" });
  });

  it.each<[string, string, string, string]>([
    [
      "an unknown field",
      text().replace("owners:", "ownerz:"),
      "The access trait has no field ownerz.",
      "2:1",
    ],
    [
      "text that is not YAML",
      "owners: [",
      "Flow sequence in block collection must be sufficiently indented and end with a ]",
      "1:10",
    ],
    ["nothing", "", "The access trait has no properties.", "1:1"],
    ["a word", "hello", "The access trait has properties that are not a map of fields.", "1:1"],
    ["an alias", text().replace("8h", "*x"), "An alias (*name) is used here.", "7:10"],
    [
      "an unknown policy",
      text().replace("approval: two", "approval: tvo"),
      "There is no approval policy called tvo.",
      "",
    ],
    ["another document", `${text()}---\n${text()}`, "", ""],
  ])("says where %s is", async (_what, edited, message, place) => {
    const verdict = await judge(edited);
    expect(verdict.preview).toBeNull();
    const [first] = verdict.problems;
    expect(verdict.problems.map((problem) => problem.message).join("\n")).toContain(message);
    if (place !== "")
      expect(verdict.problems.map(({ line, column }) => `${line}:${column}`)).toContain(place);
    const lines = edited.split("\n");
    for (const { line, column } of verdict.problems)
      expect((lines[line - 1] ?? "").length + 1).toBeGreaterThanOrEqual(column);
    expect(first?.severity).toBe("error");
  });

  it("tells what a sync of the file would do, and nothing of other services in it", async () => {
    const edited = without("reader");
    const verdict = await judge(text(edited));
    const { services } = await shop.preview(edited, shop.olivia);
    expect(verdict).toEqual({
      problems: [],
      preview: { ...services[0], file: ".edit.yaml" },
      summary: expect.stringContaining("at once"),
      cut: [],
    });
    expect(verdict.preview?.impact?.grants).toMatchObject([{ id: shop.held, effect: "end" }]);
  });

  it("an audience of somebody else's is an error, as it would be in a sync", async () => {
    const { baseUrl } = shop.world.runtime.config;
    const verdict = await judge(text({ ...ordersTrait, token: { audience: baseUrl } }));
    expect(verdict).toMatchObject({ preview: null, problems: [{ severity: "error", line: 1 }] });
  });

  test("nothing is changed by it", async () => {
    const edit = await getEdit(as(shop.olivia), orders);
    await judge(text(without("reader")));
    expect(await getEdit(as(shop.olivia), orders)).toEqual(edit);
  });
});

describe("the text in the file", () => {
  const known = async () => {
    const { rows } = await shop.world.runtime.pool.query<{ line: number | null; block: string | null }>(
      "select t.line, t.block from declaration_text t join service s on s.id = t.service_id where s.ref = $1",
      [orders],
    );
    return rows[0];
  };

  it("moves along, though the version stays, and holds nothing of the rest of the file", async () => {
    const before = await known();
    expect(before?.block).not.toContain("webservice");
    const { rows } = await shop.world.runtime.pool.query("select count(*)::int as count from declaration");
    shop.world.write(
      orders,
      ordersTrait,
      (file) => `# password: hunter2\n${file.replace("title:", "# ours\n            title:")}`,
    );
    await shop.world.sync();
    const after = await known();
    expect(after?.line).toBe((before?.line ?? 0) + 1);
    expect(after?.block).toContain("# ours");
    expect(after?.block).not.toContain("hunter2");
    expect((await getEdit(as(shop.olivia), orders)).text).toMatch(/^# ours\ntitle:/);
    expect(
      (await shop.world.runtime.pool.query("select count(*)::int as count from declaration")).rows,
    ).toEqual(rows);
  });

  it.each<[string, string, RegExp]>([
    ["is not known yet", "delete from declaration_text", /is not known yet/],
    [
      "is not what the catalogue has",
      "update declaration_text set digest = '', block = replace(block, '8h', '6h')",
      /is not what the catalogue has/,
    ],
    [
      "has no lines of its own",
      "update declaration_text set digest = '', block = null, line = null",
      /not stand on lines of its own/,
    ],
  ])(
    "where it %s, the trait is given in our words, and why no patch can be made",
    async (_what, change, why) => {
      await shop.world.runtime.pool.query(change);
      const edit = await getEdit(as(shop.olivia), orders);
      expect(edit.block).toBeNull();
      expect(edit.whyNoPatch).toMatch(why);
      expect((await judge(edit.text)).preview).toMatchObject({ status: "unchanged" });
      shop.world.write(orders, ordersTrait, (file) => `# ${why.source}\n${file}`);
      await shop.world.sync();
      expect((await getEdit(as(shop.olivia), orders)).whyNoPatch).toBeNull();
    },
  );
});

test("a service that is gone is not edited any more", async () => {
  shop.world.write(orders, null);
  await shop.world.sync();
  await expect(getEdit(as(shop.olivia), orders)).rejects.toMatchObject({ code: "not-found" });
  await expect(judge(text())).rejects.toMatchObject({ code: "not-found" });
});
