import { describe, expect, test } from "vitest";
import { testIssuer } from "@/lib/config/test-config";
import type { AccessTrait } from "@/lib/declarations/trait";
import type { Principal } from "./principal";
import { standingOf } from "./standing";

const riley: Principal = {
  id: "prn_riley",
  kind: "user",
  issuer: testIssuer.issuer,
  subject: "riley",
  name: "Riley",
  email: null,
  ref: "user:default/riley",
  groups: [],
  claims: { department: "sales" },
  slackUser: null,
  deactivatedAt: null,
  standsInFor: [],
};
const trusting = (more: object): AccessTrait => ({
  owners: ["group:default/team"],
  roles: { reader: { scopes: ["read"] } },
  trust: {
    corp: {
      issuer: testIssuer.issuer,
      mappings: [{ match: [{ claim: "department", equals: "sales" }], grant: "eligible" }],
      ...more,
    },
  },
});
const mayAsk = (more: object) =>
  standingOf(riley, trusting(more), { issuers: [testIssuer] }).mayAskFor("reader", []);

describe("a claim makes somebody eligible", () => {
  test.each([
    ["of an issuer that is registered", {}, true],
    ["with every audience that the platform takes", { audiences: testIssuer.audiences }, true],
    ["known by sub", { subjectClaim: "sub" }, true],
    ["of another issuer", { issuer: "https://other.example.com" }, false],
    ["with another audience only", { audiences: ["another"] }, false],
    ["known by another claim", { subjectClaim: "oid" }, false],
  ])("%s: %j is %s", (_what, more, expected) => {
    expect(mayAsk(more)).toBe(expected);
  });
});
