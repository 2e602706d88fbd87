import { describe, expect, it } from "vitest";
import { allowsAll } from "./allows-all";

const role = (rest: object) => ({
  scopes: [],
  actions: [],
  resources: [],
  authorizationDetails: [],
  ...rest,
});

describe("a role allows all that another does", () => {
  it.each([
    ["with the same scopes and more", { scopes: ["a", "b"] }, { scopes: ["a"] }, true],
    ["not with other scopes", { scopes: ["b", "c"] }, { scopes: ["a"] }, false],
    ["not with fewer actions", { actions: ["read"] }, { actions: ["read", "write"] }, false],
    ["on all resources, where the other names some", {}, { resources: ["x/*"] }, true],
    ["not on some, where the other has all", { resources: ["x/*"] }, {}, false],
    [
      "with equal details, whatever the order of their members",
      { authorizationDetails: [{ type: "pay", limit: { max: 5 } }, { type: "see" }] },
      { authorizationDetails: [{ limit: { max: 5 }, type: "pay" }] },
      true,
    ],
    ["not without its details", { scopes: ["a"] }, { authorizationDetails: [{ type: "pay" }] }, false],
  ])("%s", (_what, whole, part, expected) => {
    expect(allowsAll(role(whole), role(part))).toBe(expected);
  });
});
