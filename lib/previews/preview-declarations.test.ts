import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contextOf, ordersTrait } from "@/lib/db/test-world";
import { fileOf } from "@/lib/narrowing/test-changes";
import type { Principal } from "@/lib/principals/principal";
import { previewDeclarations } from "./preview-declarations";
import { createTestShop, orders, payments, type TestShop, without, withRole } from "./test-shop";

let shop: TestShop;

beforeAll(async () => {
  shop = await createTestShop();
});
afterAll(() => shop.world.drop());

const as = (principal: Principal) => contextOf(shop.world.runtime, principal);

describe("who sees what", () => {
  it("an owner sees what it does to the own service, and of who is new only how many", async () => {
    const opened = withRole("viewer", { eligible: ["group:default/finance"] });
    const { impact } = await shop.only(opened, shop.olivia);
    expect(impact.people[0]).toMatchObject({ gain: { count: 1, people: [] }, lose: { count: 2 } });
    expect(JSON.stringify(impact)).not.toContain(shop.finn.id);
    expect(impact.people[0]?.lose.people.map(({ name }) => name).toSorted()).toEqual(["riley", "uma"]);
  });

  it("an owner sees of somebody else's service only what its declaration says", async () => {
    const files = [
      fileOf(orders, without("reader")),
      fileOf(payments, { ...without("reader"), owners: ["group:default/payments-team"] }),
    ];
    const { services } = await previewDeclarations(as(shop.olivia), {
      files: files.map(({ path, text }) => ({ path, content: text })),
    });
    expect(services.map((service) => [service.ref, service.status, service.impact === null])).toEqual([
      [orders, "changed", false],
      [payments, "changed", true],
    ]);
    expect(services[1]?.roles.removed).toEqual(["reader"]);
  });

  it.each([
    ["somebody who may only ask", () => shop.riley],
    ["a stranger", () => shop.finn],
  ])("%s sees nothing", async (_who, who) => {
    await expect(shop.preview(without("reader"), who())).rejects.toMatchObject({ code: "forbidden" });
  });

  it("somebody else's new service is nobody's way to learn who is who", async () => {
    const { path, text } = fileOf("shop/new/api", ordersTrait);
    const files = [{ path, content: text }];
    await expect(previewDeclarations(as(shop.finn), { files })).rejects.toMatchObject({ code: "forbidden" });
  });

  it("a file that takes a service over does not make its author an owner", async () => {
    const taken = { ...ordersTrait, owners: ["group:default/finance"] };
    await expect(shop.preview(taken, shop.finn)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("what was sent", () => {
  it("is told with its place when it is wrong, and the service stays as it is", async () => {
    const { path, text } = fileOf(orders, ordersTrait);
    const files = [{ path, content: text?.replace("owners:", "ownerz:") ?? "" }];
    const answer = await previewDeclarations(as(shop.olivia), { source: "catalogue", files });
    expect(answer).toMatchObject({ ok: false, services: [{ ref: orders, status: "error", impact: null }] });
    expect(answer.problems[0]).toMatchObject({
      file: path,
      message: "owners is missing.",
      line: expect.any(Number),
    });
  });

  it("may be all there is: what is missing is gone", async () => {
    const { path, text } = fileOf(orders, ordersTrait);
    const files = [{ path, content: text }];
    const answer = await previewDeclarations(as(shop.admin), { source: "catalogue", files, complete: true });
    expect(answer.services.map(({ ref, status }) => `${ref} ${status}`)).toEqual([
      `${orders} unchanged`,
      `${payments} gone`,
    ]);
  });

  it("tells of a new service whom it is for", async () => {
    const { path, text } = fileOf("shop/new/api", ordersTrait);
    const answer = await previewDeclarations(as(shop.olivia), { files: [{ path, content: text }] });
    expect(answer.services).toMatchObject([{ status: "new", impact: { grants: [], notified: 0 } }]);
    expect(answer.services[0]?.impact?.people.find(({ right }) => right === "ask")).toMatchObject({
      gain: { count: 2, people: [] },
    });
  });

  it.each<[string, unknown]>([
    ["no file", { files: [] }],
    [
      "the same path twice",
      {
        files: [
          { path: "a", content: "" },
          { path: "a", content: null },
        ],
      },
    ],
    [
      "more files than anybody changes",
      { files: Array.from({ length: 51 }, (_, at) => ({ path: `${at}`, content: "" })) },
    ],
    ["a source that is none", { source: "nowhere", files: [{ path: "a", content: "" }] }],
    ["all files of nobody", { complete: true, files: [{ path: "a", content: "" }] }],
  ])("%s is refused", async (_what, input) => {
    await expect(previewDeclarations(as(shop.admin), input)).rejects.toMatchObject({ code: "invalid-input" });
  });
});
