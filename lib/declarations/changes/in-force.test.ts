import { describe, expect, test } from "vitest";
import { rulesFor } from "../rules";
import type { AccessTrait } from "../trait";
import { inForce } from "./in-force";
import { narrow } from "./narrow";
import { changesSummary } from "./summary";
import { having, tableLimits as limits, operator, orders } from "./test-changes";
import type { Mapping } from "./trust";

const [security, support] = ["group:default/security", "group:default/support"];
const outcome = (before: AccessTrait | null, after: AccessTrait) => {
  const { trait, acts, waits } = inForce(before, after, limits);
  return { trait, acts: acts.map(({ rule }) => rule), waits: waits.map(({ rule }) => rule) };
};
const stagesOf = (trait: AccessTrait, role = "operator", environment = "production") =>
  rulesFor(trait, role, environment, limits).approval.stages.map(
    ({ approvers, required }) => `${required} of ${approvers.join()}`,
  );

test("a new service acts whole: there is nobody to ask yet", () => {
  expect(inForce(null, orders, limits)).toMatchObject({ trait: orders, waits: [] });
});

test("what narrows acts, and what widens waits", () => {
  const before = operator({ duration: { max: "4h" }, scopes: ["a", "b"], eligible: [security, support] });
  const after = operator({
    duration: { max: "8h" },
    scopes: ["b", "c"],
    eligible: [support],
    title: "Operate",
  });
  const { trait, acts, waits } = outcome(before, after);
  expect(trait.roles.operator).toMatchObject({
    duration: { max: "4h" },
    scopes: ["b"],
    eligible: [support],
    title: "Operate",
  });
  expect(acts).toEqual(["requester-removed", "scope-removed", "role-description"]);
  expect(waits).toEqual(["new-scope", "longer-access"]);
});

test("a hand-over to other owners waits whole, and all else acts", () => {
  const after = operator(
    { scopes: ["orders:write"], duration: { max: "1h" } },
    { owners: ["group:default/ledger"] },
  );
  const before = operator({ duration: { max: "2h" } });
  const { trait, acts, waits } = outcome(before, after);
  expect(trait.owners).toEqual(["group:default/payments"]);
  expect(acts).toEqual(["shorter-access"]);
  expect(waits).toEqual(["new-approver", "approver-removed", "new-owner", "owner-removed"]);
});

test("an owner who stays may confirm the one who comes, and the one who goes is gone at once", () => {
  const before = having({ owners: ["user:default/anna", "user:default/ben"] });
  const { trait } = outcome(before, having({ owners: ["user:default/ben", "user:default/carl"] }));
  expect(trait.owners).toEqual(["user:default/ben"]);
  expect(stagesOf(trait)).toEqual(["1 of user:default/ben"]);
});

describe("who decides meanwhile", () => {
  const decided = (...approvers: string[]) =>
    operator({ approval: "own" }, { approvalPolicies: { own: { stages: [{ approvers }] } } });
  test("whoever may in both versions", () => {
    const trait = narrow(decided("owners", security), decided(security, support), limits);
    expect(stagesOf(trait)).toEqual([`1 of ${security}`]);
  });
  test("both, where nobody may in both: who was removed can no longer say yes alone", () => {
    const trait = narrow(decided(security), decided(support), limits);
    expect(stagesOf(trait)).toEqual([`1 of ${security}`, `1 of ${support}`]);
    expect(
      new Set(rulesFor(trait, "operator", "production", limits).approval.stages.map(({ name }) => name)).size,
    ).toBe(2);
  });
  test("both, where too few persons may in both", () => {
    const two = (...approvers: string[]) =>
      operator({ approval: "own" }, { approvalPolicies: { own: { stages: [{ approvers, required: 2 }] } } });
    const trait = narrow(
      two("user:default/a", "user:default/b"),
      two("user:default/b", "user:default/c"),
      limits,
    );
    expect(stagesOf(trait)).toEqual([
      "2 of user:default/a,user:default/b",
      "2 of user:default/b,user:default/c",
    ]);
  });
  test("people, and not a new automatic yes; who would have had none may not ask", () => {
    const auto = operator(
      { approval: "own" },
      { approvalPolicies: { own: { autoApprove: { eligible: [support], maxDuration: "1h" } } } },
    );
    const before = operator({ eligible: [support, security] });
    const trait = narrow(
      before,
      { ...auto, roles: { ...auto.roles, operator: { ...before.roles.operator, approval: "own" } } },
      limits,
    );
    expect(rulesFor(trait, "operator", "production", limits)).toMatchObject({
      eligible: [support],
      maxDurationSeconds: 3600,
      approval: { autoApprove: null, stages: [{ approvers: ["group:default/payments"] }] },
    });
  });
  test("one owner in an environment, however the role is decided elsewhere", () => {
    const usual = { stages: [{ name: "owner", approvers: ["owners"] }] };
    const parts = {
      approvalPolicies: { usual, "at-once": { autoApprove: {} } },
      environments: { staging: {}, production: { approval: "usual" } },
    };
    const before = operator({ approval: "at-once", scopes: ["a"] }, parts);
    const trait = narrow(
      before,
      operator({ approval: "at-once", scopes: ["a", "b"], title: "Operate" }, parts),
      limits,
    );
    expect(rulesFor(trait, "operator", "production", limits).approval.autoApprove).toBeNull();
    expect(rulesFor(trait, "operator", "staging", limits).approval.autoApprove).not.toBeNull();
  });
  test("an environment gets what is strict enough for all of its roles", () => {
    const policies: AccessTrait["approvalPolicies"] = {
      both: { stages: [{ approvers: ["owners"] }, { approvers: [security] }] },
    };
    const before = having({
      approvalPolicies: policies,
      environments: { staging: {}, production: { approval: "both" } },
    });
    const after = operator({ duration: { max: "8h" }, eligible: [] }, { approvalPolicies: policies });
    const trait = narrow(before, after, limits);
    expect(stagesOf(trait, "reader")).toEqual(["1 of group:default/payments", `1 of ${security}`]);
    expect(stagesOf(trait, "operator", "staging")).toEqual(["1 of group:default/payments"]);
    expect(Object.keys(trait.approvalPolicies ?? {})).toEqual(["both"]);
  });
});

test("a role of which nothing is left is left out; where none is left, those of before stay for nobody", () => {
  const { reader, operator: other } = orders.roles;
  const before = having({ roles: { reader: { scopes: ["a"] }, operator: { scopes: ["b"] } } });
  const after = having({ roles: { reader: { scopes: ["a"] }, operator: { scopes: ["c"] } } });
  expect(Object.keys(narrow(before, after, limits).roles)).toEqual(["reader"]);
  const renamed = narrow(
    having({ roles: { old: { ...reader, scopes: ["a"] } } }),
    having({ roles: { ...(other && { new: other }) } }),
    limits,
  );
  expect(Object.keys(renamed.roles)).toEqual(["old"]);
  expect(rulesFor(renamed, "old", "production", limits).eligible).toEqual([]);
});

test("audience and kind of key wait whole", () => {
  const before = having({ token: { audience: "urn:a", binding: "dpop", lifetime: "5m" } });
  const after = having({ token: { audience: "urn:b", binding: "mtls", lifetime: "1m" } });
  const { trait, acts, waits } = outcome(before, after);
  expect(trait.token).toEqual({ audience: "urn:a", binding: "dpop", lifetime: "1m" });
  // This version checks no certificate: meanwhile nobody may ask, and what would be closed then is said as well.
  expect(acts).toEqual(["requester-removed", "shorter-token"]);
  expect(waits).toEqual(["new-requester", "audience-replaced", "token-binding-replaced", "not-requestable"]);
});

test("of claims the narrower mapping holds", () => {
  const trusting = (...match: Mapping["match"]): AccessTrait =>
    having({
      trust: { corp: { issuer: "https://login.example.com", mappings: [{ match, grant: "eligible" }] } },
    });
  const ops = { claim: "groups", contains: "ops" };
  const unit = { claim: "unit", equals: "x" };
  const after = { ...trusting(ops), title: "Orders" };
  expect(narrow(trusting(ops, unit), after, limits).trust).toEqual(trusting(ops, unit).trust);
});

test("in one line", () => {
  const { acts } = inForce(null, orders, limits);
  const [one, ...others] = acts;
  if (!one) throw new Error("a new service is a change");
  expect(changesSummary({ acts: [], waits: [] })).toBe("nothing changes in effect");
  expect(changesSummary({ acts: [one], waits: [] })).toBe("one change acts at once");
  expect(changesSummary({ acts: [], waits: [one] })).toBe("one change waits for a yes, nothing acts at once");
  expect(changesSummary({ acts: others, waits: acts })).toBe("three changes wait for a yes, two act at once");
});
