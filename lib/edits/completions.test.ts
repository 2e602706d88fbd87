import { describe, expect, test } from "vitest";
import { accessSchema } from "@/lib/declarations/publish/json-schema";
import { completionsAt } from "./completions";

const schema = accessSchema("urn:test");

/** "|" is the cursor. */
function at(marked: string, topologies: string[] = []) {
  const cursor = marked.indexOf("|");
  const text = marked.replace("|", "");
  return { text, cursor, found: completionsAt(schema, text, cursor, { topologies }) };
}

const labels = (marked: string, topologies?: string[]) =>
  at(marked, topologies).found?.options.map(({ label }) => label) ?? [];

/** The text after the completion called `label` was taken; "|" is the cursor. */
function taken(marked: string, label: string): string {
  const { text, cursor, found } = at(marked);
  const option = found?.options.find((one) => one.label === label);
  if (!found || !option) throw new Error(`${label} is not offered among ${labels(marked).join(", ")}`);
  const before = text.slice(0, found.from) + option.insert.slice(0, option.caret);
  return `${before}|${option.insert.slice(option.caret)}${text.slice(cursor)}`;
}

const declared = `owners: ["group:default/orders-team"]
approvalPolicies:
  one-owner:
    stages:
      - approvers: [owners, "group:default/security"]
  two-people: { stages: [{ approvers: [owners], required: 2 }] }
roles:
  reader:
    scopes: ["orders:read"]
  refunder:
    scopes: ["orders:refund"]
environments:
  staging: { tier: staging }
  production:
    maxDuration: 4h
`;

describe("fields", () => {
  const top = Object.keys(schema.properties ?? {});
  test.each<[string, string, string[]]>([
    ["of an empty text", "|", top],
    [
      "of the trait, without those it has",
      `${declared}|`,
      ["schemaVersion", "title", "description", "system", "lifecycle", "links", "defaults", "trust", "token"],
    ],
    [
      "while one is being typed",
      `${declared}tok|`,
      ["schemaVersion", "title", "description", "system", "lifecycle", "links", "defaults", "trust", "token"],
    ],
    ["on the line under a key", "defaults:\n  |", ["duration", "approval", "eligible"]],
    ["beside others", "defaults:\n  approval: x\n  |\n  eligible: []", ["duration"]],
    ["in braces", "defaults: { approval: x, | }", ["duration", "eligible"]],
    ["in braces on several lines", "defaults: {\n  approval: x,\n  |\n}", ["duration", "eligible"]],
    ["in braces that are open yet", "defaults: { |", ["duration", "approval", "eligible"]],
    ["of an item", "links:\n  - |", ["url", "title", "type"]],
    ["further down in an item", "links:\n  - url: x\n    |", ["title", "type"]],
    ["of an item in brackets", "links: [{ url: x, |}]", ["title", "type"]],
    ["of a list of maps, with its dash", "links:\n  |", ["url", "title", "type"]],
    ["of what has a name of its own", "roles:\n  reader:\n    duration:\n      |", ["default", "max"]],
    [
      "of either of several forms",
      "trust:\n  x:\n    mappings:\n      - match:\n          - claim: a\n            |",
      ["equals", "in", "contains", "exists"],
    ],
    [
      "under a list that stands below its key",
      "owners:\n- x\nde|\n",
      top.filter((name) => name !== "owners"),
    ],
    [
      "after a text of several lines",
      "description: >\n  defaults:\n    a: b\n\n|",
      top.filter((name) => name !== "description"),
    ],
  ])("%s", (_what, marked, expected) => {
    expect(labels(marked).toSorted()).toEqual(expected.toSorted());
  });

  test.each<[string, string]>([
    ["a name that is free", "roles:\n  |"],
    ["a comment", "# own|"],
    ["behind a comment", "title: x # own|"],
    ["free text", "title: |"],
    ["a text of several lines", "description: >\n  own|"],
    ["what the schema does not know", "nonsense:\n  |"],
    ["a key in quotes", 'roles:\n  "rea|'],
  ])("none for %s", (_what, marked) => {
    expect(labels(marked)).toEqual([]);
  });

  test("come with their description, and with the word of whether they have to be", () => {
    const owners = at("|").found?.options.find(({ label }) => label === "owners");
    expect(owners).toMatchObject({ isRequired: true, kind: "field" });
    expect(owners?.about).toMatch(/^Who owns the service/);
  });
});

describe("values", () => {
  test.each<[string, string, string[]]>([
    ["of a short list", "lifecycle: |", ["experimental", "production", "deprecated"]],
    ["in braces", "token: { binding: | }", ["none", "dpop", "mtls"]],
    ["that are yes or no", "roles:\n  a:\n    breakGlass: |", ["true", "false"]],
    ["that are one", "schemaVersion: |", ["1"]],
    ["by example", "defaults:\n  duration:\n    max: |", ["8h"]],
    ["policies that are declared", `${declared}defaults:\n  approval: |`, ["one-owner", "two-people"]],
    [
      "environments",
      declared.replace('["orders:read"]', '["orders:read"]\n    environments: [|]'),
      ["staging", "production"],
    ],
    [
      "environments not named yet",
      declared.replace('["orders:read"]', '["orders:read"]\n    environments: [staging, |]'),
      ["production"],
    ],
    [
      "environments, a line each",
      declared.replace('["orders:read"]', '["orders:read"]\n    environments:\n      - staging\n      - |'),
      ["production"],
    ],
    [
      "other roles",
      declared.replace('["orders:read"]', '["orders:read"]\n    conflictsWith: [|]'),
      ["refunder"],
    ],
    [
      "who is named elsewhere",
      `${declared}defaults:\n  eligible: [|]`,
      ["group:default/orders-team", "group:default/security"],
    ],
    [
      "owners among approvers",
      declared.replace("approvers: [owners]", "approvers: [|]"),
      ["owners", "group:default/orders-team", "group:default/security"],
    ],
    [
      "in quotes that are open",
      `${declared}defaults:\n  eligible: ["gro|`,
      ["group:default/orders-team", "group:default/security"],
    ],
  ])("%s", (_what, marked, expected) => {
    expect(labels(marked).toSorted()).toEqual(expected.toSorted());
  });

  test("topology policies are those of the Application", () => {
    expect(labels("environments:\n  a:\n    topology: |", ["prod-eu"])).toEqual(["prod-eu"]);
  });
});

describe("taking one", () => {
  test.each<[string, string, string]>([
    ["li|", "lifecycle", "lifecycle: |"],
    ["li|: production", "lifecycle", "lifecycle|: production"],
    ["def|", "defaults", "defaults:\n  |"],
    ["roles:\n  a:\n    |", "duration", "roles:\n  a:\n    duration:\n      |"],
    ["own|", "owners", "owners: [|]"],
    ["lin|", "links", "links:\n  - |"],
    ["links:\n  |", "url", "links:\n  - url: |"],
    ["token: { | }", "binding", "token: { binding: | }"],
    ["roles: { a: { | } }", "duration", "roles: { a: { duration: { | } } }"],
    ["lifecycle: pro|", "production", "lifecycle: production|"],
    ['lifecycle: "pro|"', "production", 'lifecycle: "production|"'],
    [
      `${declared}defaults:\n  eligible: [|]`,
      "group:default/security",
      `${declared}defaults:\n  eligible: ["group:default/security"|]`,
    ],
    [
      `${declared}defaults:\n  eligible: ["gro|`,
      "group:default/security",
      `${declared}defaults:\n  eligible: ["group:default/security"|`,
    ],
    [
      `${declared}defaults:\n  eligible: |`,
      "group:default/security",
      `${declared}defaults:\n  eligible: ["group:default/security"]|`,
    ],
    [
      `${declared}defaults:\n  eligible:\n    |`,
      "group:default/security",
      `${declared}defaults:\n  eligible:\n    - "group:default/security"|`,
    ],
  ])("%j, %s", (marked, label, expected) => {
    expect(taken(marked, label)).toBe(expected);
  });
});
