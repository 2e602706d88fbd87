import { describe, expect, it } from "vitest";
import { type RoleRules, rulesFor } from "@/lib/declarations/rules";
import type { Role } from "@/lib/declarations/trait";
import { type Rights, rightsOf } from "./rights";

const limits = { maxDurationSeconds: 3600, pendingForSeconds: 3600 };
const rules = (role: Role): RoleRules =>
  rulesFor({ owners: ["group:default/orders-team"], roles: { one: role } }, "one", null, limits);

/** What is left of a grant made under `pinned`, now that the declaration says `current`. */
function left(pinned: Role, current: Role) {
  const granted = rules(pinned);
  const grant = { scopes: granted.scopes, authorization_details: granted.authorizationDetails };
  return rightsOf(grant, granted, rules(current));
}

const payout = (max: number) => ({ type: "urn:shop:payout", limits: { max, currency: "EUR" } });

describe("rightsOf", () => {
  it.each<[string, Role, Role, Partial<Rights>]>([
    ["a scope that was taken away", { scopes: ["a", "b"] }, { scopes: ["b"] }, { scopes: ["b"] }],
    ["a scope that was added", { scopes: ["a"] }, { scopes: ["a", "b"] }, { scopes: ["a"] }],
    [
      "an action that was taken away",
      { actions: ["read", "write"] },
      { actions: ["read"] },
      { actions: ["read"] },
    ],
    [
      "a part of what an action was for",
      { actions: ["orders:*", "stock:Get*"] },
      { actions: ["orders:Get", "stock:*"] },
      { actions: ["stock:Get*", "orders:Get"] },
    ],
    [
      "a part of the resources",
      { scopes: ["a"], resources: ["urn:shop:orders/*"] },
      { scopes: ["a"], resources: ["urn:shop:orders/eu/*"] },
      { resources: ["urn:shop:orders/eu/*"] },
    ],
    [
      "an action that was added",
      { actions: ["read"] },
      { actions: ["read", "write"] },
      { actions: ["read"] },
    ],
    [
      "resources that were named since",
      { scopes: ["a"] },
      { scopes: ["a"], resources: ["eu"] },
      { resources: ["eu"] },
    ],
    [
      "resources that are no longer named",
      { scopes: ["a"], resources: ["eu"] },
      { scopes: ["a"] },
      { resources: ["eu"] },
    ],
    [
      "other resources",
      { scopes: ["a"], resources: ["eu", "us"] },
      { scopes: ["a"], resources: ["us", "asia"] },
      { resources: ["us"] },
    ],
    [
      "a detail, however its members are ordered",
      { authorizationDetails: [payout(100)] },
      { authorizationDetails: [{ limits: { currency: "EUR", max: 100 }, type: "urn:shop:payout" }] },
      { authorizationDetails: [payout(100)] },
    ],
    [
      "a detail that was widened",
      { scopes: ["a"], authorizationDetails: [payout(100)] },
      { scopes: ["a"], authorizationDetails: [payout(1_000)] },
      { authorizationDetails: [] },
    ],
  ])("%s", (_what, pinned, current, expected) => {
    expect(left(pinned, current)).toMatchObject(expected);
  });

  it("knows when resources have nothing in common: that is nothing, not everything", () => {
    expect(left({ scopes: ["a"], resources: ["eu"] }, { scopes: ["a"], resources: ["us"] })).toBeNull();
  });

  it("knows when nothing is left", () => {
    expect(left({ scopes: ["a"] }, { scopes: ["b"] })).toBeNull();
    expect(left({ scopes: ["a"], actions: ["read"] }, { actions: ["read"] })).toMatchObject({
      scopes: [],
      actions: ["read"],
    });
  });
});
