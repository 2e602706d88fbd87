import { describe, expect, test } from "vitest";
import { digestOf } from "./digest";
import { readDeclarations } from "./reader";

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => readDeclarations(bytes(text), "orders.yaml");

/** An Application with one component; `trait` is the text under `properties:`, `more` goes under spec. */
function application(trait: string, more = "", name = "api") {
  const properties = trait
    .trim()
    .split("\n")
    .map((line) => `            ${line}`)
    .join("\n");
  return `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: shop, namespace: web }
spec:
  components:
    - name: ${name}
      type: webservice
      properties: { image: nginx }
      traits:
        - type: access
          properties:
${properties}
${more}`;
}

const smallest = `owners: ["group:default/team"]\nroles: { reader: { scopes: [read] } }`;

function overriding(patch: string) {
  return `  policies:
    - name: prod
      type: override
      properties:
        components:
          - ${patch}`;
}

const envBinding = `  policies:
    - name: prod
      type: env-binding
      properties:
        envs:
          - name: prod
            patch: { components: [{ traits: [{ type: access, properties: { owners: ["user:default/x"] } }] }] }`;

/** Every refusal: what the file says, the rule, and line:column of the message. */
const refused: [string, string, string, string][] = [
  ["an alias", `a: &a [x]\nb: *a\n${application(smallest)}`, "yaml-alias", "2:4"],
  ["an anchor alone", application(smallest).replace("name: api", "name: &n api"), "yaml-anchor", "6:16"],
  ["a merge key", application(`<<: {}\n${smallest}`), "yaml-merge", "12:13"],
  ["an explicit tag", application(`title: !!str Orders\n${smallest}`), "yaml-tag", "12:26"],
  ["a directive", `%YAML 1.1\n---\n${application(smallest)}`, "yaml-directive", "3:1"],
  ["a duplicate key", application(`${smallest}\nowners: []`), "yaml-duplicate-key", "14:13"],
  [
    "a tab as indentation",
    application(smallest).replace("    - name", "\t- name"),
    "yaml-tab-as-indent",
    "6:1",
  ],
  ["a list as a key", application(`${smallest}\n? [a]\n: b`), "yaml-non-string-key", "14:15"],
  ["text that is not YAML", "a: [", "yaml-bad-indent", "1:5"],
  ["a control character", application("title: a\u0007"), "control-character", "12:21"],
  ["65 levels", application(`${smallest}\nx: ${"[".repeat(70)}${"]".repeat(70)}`), "too-deep", "14:74"],
  ["a template's lines", `{{- if .Values.on }}\n${application(smallest)}\n{{- end }}`, "templated", "1:1"],
  [
    "a template's value",
    application(smallest).replace("namespace: web", "namespace: {{ .Values.ns }}"),
    "templated",
    "3:36",
  ],
  ["an HTML page", "<!DOCTYPE html><html></html>", "html", "1:1"],
  ["plain text", "just text", "not-a-map", "1:1"],
  [
    "a Git LFS pointer",
    "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1",
    "lfs-pointer",
    "1:1",
  ],
  ["Kind instead of kind", application(smallest).replace("kind:", "Kind:"), "kind", "1:1"],
  [
    "a kind without apiVersion",
    application(smallest).replace("apiVersion: core.oam.dev/v1beta1\n", ""),
    "kind",
    "1:1",
  ],
  ["Spec instead of spec", application(smallest).replace("spec:", "Spec:"), "case", "4:1"],
  ["no metadata", application(smallest).replace(/metadata.*\n/, ""), "name", "1:1"],
  ["a name with upper case", application(smallest).replace("name: shop", "name: Shop"), "name", "3:13"],
  ["a name that is a number", application(smallest).replace("name: shop", "name: 12345"), "name", "3:13"],
  [
    "a name that YAML 1.1 reads as true",
    application(smallest).replace("name: shop", "name: on"),
    "name",
    "3:13",
  ],
  [
    "a namespace that leaves its folder",
    application(smallest).replace("namespace: web", 'namespace: "../x"'),
    "name",
    "3:25",
  ],
  [
    "components that are a map",
    "apiVersion: core.oam.dev/v1beta1\nkind: Application\nmetadata: { name: a }\nspec:\n  components: { api: {} }",
    "shape",
    "5:3",
  ],
  [
    "two components of one name",
    `${application(smallest)}\n    - { name: api, type: worker }`,
    "duplicate-component",
    "15:9",
  ],
  [
    "a trait twice",
    `${application(smallest)}\n        - { type: access@v2, properties: { owners: [] } }`,
    "trait-twice",
    "15:11",
  ],
  [
    "no properties",
    application(smallest).replace(/properties:\n[\s\S]*/, "properties: null"),
    "access-shape",
    "11:11",
  ],
  [
    "a key that reaches a prototype",
    application(`${smallest}\n__proto__: { polluted: true }`),
    "reserved-key",
    "14:13",
  ],
  [
    "a role called constructor",
    application(`owners: ["group:default/team"]\nroles: { constructor: { scopes: [read] } }`),
    "reserved-key",
    "13:22",
  ],
  ["a credential", application(`${smallest}\nclientSecret: hunter2`), "credential", "14:13"],
  ["credentials in a list", application(`${smallest}\npasswords: [hunter2]`), "credential", "14:13"],
  ["a token that is text", application(`${smallest}\ntoken: abc`), "credential", "14:13"],
  [
    "yes for true",
    application(
      `${smallest}\napprovalPolicies: { a: { stages: [{ approvers: [owners] }], allowSelfApproval: yes } }`,
    ),
    "yaml-1.1",
    "14:73",
  ],
  [
    "an octal number",
    application(smallest.replace("[read]", "[read], justification: { minLength: 010 }")),
    "yaml-1.1",
    "13:65",
  ],
  ["a role called on", application(smallest.replace("reader", "on")), "yaml-1.1", "13:22"],
  [
    "a number above 2^53",
    application(smallest.replace("[read]", "[read], justification: { minLength: 9007199254740993 }")),
    "yaml-1.1",
    "13:65",
  ],
  [
    "a NUL in an escape",
    application(smallest.replace("[read]", '[read], authorizationDetails: [{ type: a, x: "\\0" }]')),
    "not-storable",
    "13:82",
  ],
  [
    "half a character",
    application(smallest.replace("[read]", '[read], authorizationDetails: [{ type: a, x: "\\ud800" }]')),
    "not-storable",
    "13:82",
  ],
  [
    "infinity",
    application(smallest.replace("[read]", "[read], authorizationDetails: [{ type: a, x: .inf }]")),
    "not-storable",
    "13:82",
  ],
  ["a line separator", application(`title: "a\u2028b"\n${smallest}`), "yaml-1.1", "12:22"],
  ["no owners", application("roles: { reader: { scopes: [read] } }"), "access-schema", "11:11"],
  ["an unknown field", application(`${smallest}\nenviroments: {}`), "access-schema", "14:13"],
  [
    "an override that takes the trait away",
    application(smallest, overriding("{ name: api, traits: [{ type: access, disable: true }] }")),
    "policy-changes-access",
    "19:35",
  ],
  [
    "an override by pattern",
    application(smallest, overriding("{ name: a, type: worker }")),
    "policy-changes-access",
    "19:13",
  ],
  [
    "an override by a regular expression",
    application(smallest, overriding('{ name: "(a+)+$", type: worker }')),
    "policy-changes-access",
    "19:13",
  ],
  ["an env-binding that changes owners", application(smallest, envBinding), "policy-changes-access", "20:46"],
];

describe("what is refused, and where", () => {
  test.each(refused)("%s", (_what, text, rule, place) => {
    const report = read(text);
    const errors = report.documents
      .flatMap((document) => document.messages)
      .filter(({ severity }) => severity === "error");
    expect(errors.map((error) => `${error.rule} ${error.line}:${error.column}`)).toContain(
      `${rule} ${place}`,
    );
    expect(report.ok).toBe(false);
    expect(report.documents.some((document) => document.verdict === "error")).toBe(true);
    expect(
      report.documents
        .filter((document) => document.verdict === "error")
        .flatMap((document) => document.services),
    ).toEqual([]);
  });

  test("bytes that are not UTF-8, by line", () => {
    const report = readDeclarations(new Uint8Array([0x61, 0x0a, 0x62, 0xff]), "x.yaml");
    expect(report.documents[0]?.messages[0]).toMatchObject({ rule: "not-utf-8", line: 2, column: 1 });
  });

  test("UTF-16", () => {
    const report = readDeclarations(new Uint8Array([0xff, 0xfe, 0x61, 0x00]), "x.yaml");
    expect(report.documents[0]?.messages[0]?.rule).toBe("not-utf-8");
  });

  test("a file of more than 1 MiB, unread", () => {
    expect(read("#".repeat(1024 * 1024 + 1)).documents[0]?.messages[0]?.rule).toBe("file-too-large");
    expect(read("#".repeat(1024 * 1024)).ok).toBe(true);
  });

  test("more than 200 documents, uncomposed", () => {
    expect(read("a: 1\n---\n".repeat(5_000)).documents[0]?.messages[0]?.rule).toBe("too-many-documents");
    expect(read("a: 1\n---\n".repeat(199)).ok).toBe(true);
  });

  test.each([
    ["brackets without end", "[{".repeat(95_000), "too-deep"],
    ["dashes without end", "- ".repeat(90_000), "too-deep"],
    ["more values than anybody writes", `a: [${"1,".repeat(300_000)}]`, "too-many-values"],
    ["mistakes without end", "]\n".repeat(90_000), "not-yaml"],
    ["a template full of mistakes", `{{ x }}\n${"]\n".repeat(90_000)}`, "templated"],
  ])("%s, before time or stack runs out", (_what, text, rule) => {
    expect(read(text).documents.map((document) => document.messages[0]?.rule)).toEqual([rule]);
  });

  test("more than 500 components", () => {
    const list = (count: number) =>
      `apiVersion: core.oam.dev/v1beta1\nkind: Application\nmetadata: { name: a }\nspec:\n  components:\n${Array.from({ length: count }, (_, index) => `    - { name: c${index}, type: worker }\n`).join("")}`;
    expect(read(list(501)).documents[0]?.messages[0]?.rule).toBe("too-many-components");
    expect(read(list(500)).documents[0]?.verdict).toBe("not-requestable");
  });

  test("no message repeats a credential", () => {
    const report = read(application(`${smallest}\nclientSecret: hunter2\ntoken: hunter3`));
    expect(JSON.stringify(report)).not.toContain("hunter");
  });

  test("thousands of mistakes give a hundred messages", () => {
    const many = Array.from({ length: 2_000 }, (_, index) => `x${index}: yes`).join("\n");
    expect(read(application(`${smallest}\n${many}`)).documents[0]?.messages).toHaveLength(100);
  });

  test("no prototype is touched", () => {
    read(
      application(
        `${smallest}\n__proto__: { polluted: true }\nconstructor: { prototype: { polluted: true } }`,
      ),
    );
    expect("polluted" in {}).toBe(false);
  });
});

describe("what a document is", () => {
  const verdicts: [string, string, string | null, string][] = [
    ["a service", application(smallest), "core.oam.dev/v1beta1/Application", "service"],
    [
      "a revision of the trait",
      application(smallest).replace("type: access", "type: access@v2"),
      "core.oam.dev/v1beta1/Application",
      "service",
    ],
    [
      "a component whose name is no label",
      application(smallest, "", "a.b"),
      "core.oam.dev/v1beta1/Application",
      "not-requestable",
    ],
    [
      "no access trait",
      "apiVersion: core.oam.dev/v1beta1\nkind: Application\nmetadata: {name: a}\nspec:",
      "core.oam.dev/v1beta1/Application",
      "not-requestable",
    ],
    [
      "no trait and a placeholder for a name",
      'apiVersion: core.oam.dev/v1beta1\nkind: Application\nmetadata: {name: "<name>"}',
      "core.oam.dev/v1beta1/Application",
      "not-requestable",
    ],
    [
      "JSON",
      '{"apiVersion":"core.oam.dev/v1beta1","kind":"Application","metadata":{"name":"a"},"spec":{"components":[]}}',
      "core.oam.dev/v1beta1/Application",
      "not-requestable",
    ],
    [
      "an Application of before",
      "apiVersion: core.oam.dev/v1alpha2\nkind: Application",
      "core.oam.dev/v1alpha2/Application",
      "legacy",
    ],
    [
      "an ApplicationConfiguration",
      "apiVersion: core.oam.dev/v1alpha1\nkind: ApplicationConfiguration",
      "core.oam.dev/v1alpha1/ApplicationConfiguration",
      "legacy",
    ],
    ["an Appfile", "name: shop\nservices: { api: { image: nginx } }", "Appfile", "legacy"],
    [
      "a definition",
      "apiVersion: core.oam.dev/v1beta1\nkind: TraitDefinition",
      "core.oam.dev/v1beta1/TraitDefinition",
      "skipped",
    ],
    [
      "a revision, which embeds an old copy",
      "apiVersion: core.oam.dev/v1beta1\nkind: ApplicationRevision\nspec: {}",
      "core.oam.dev/v1beta1/ApplicationRevision",
      "skipped",
    ],
    [
      "a version that does not exist",
      application(smallest).replace("v1beta1", "v2"),
      "core.oam.dev/v2/Application",
      "skipped",
    ],
    [
      "a group that looks like ours",
      application(smallest).replace("core.oam.dev", "core.oam.dev.evil.example"),
      "core.oam.dev.evil.example/v1beta1/Application",
      "skipped",
    ],
    [
      "an Application inside a ConfigMap",
      `apiVersion: v1\nkind: ConfigMap\ndata:\n  app: |\n    ${application(smallest).replaceAll("\n", "\n    ")}`,
      "v1/ConfigMap",
      "skipped",
    ],
    ["another tool's file with aliases", "x: &a { b: 1 }\ny: *a", "unknown", "skipped"],
    ["nothing", "", null, "skipped"],
    ["comments", "# nothing\n", null, "skipped"],
  ];
  test.each(verdicts)("%s", (_what, text, kind, verdict) => {
    expect(read(text).documents.map((document) => [document.kind, document.verdict])).toEqual([
      [kind, verdict],
    ]);
  });

  test("a trait in the form of before is pointed out", () => {
    const [document] = read(application(smallest).replace("type: access", "name: access")).documents;
    expect(document).toMatchObject({ verdict: "not-requestable", services: [] });
    expect(document?.messages).toMatchObject([{ severity: "warning", rule: "legacy", line: 10, column: 11 }]);
  });

  test("a list is read one level deep", () => {
    const item = (text: string, indent: string) =>
      text
        .trimEnd()
        .split("\n")
        .map((line, index) => `${indent}${index === 0 ? "- " : "  "}${line}`)
        .join("\n");
    const inner = `apiVersion: v1\nkind: List\nitems:\n${item(application(smallest), "")}`;
    expect(read(inner).documents[0]).toMatchObject({ kind: "v1/List", verdict: "service" });
    expect(read(inner).documents[0]?.services[0]).toMatchObject({ ref: "web/shop/api", line: 13 });
    const outer = read(`apiVersion: v1\nkind: List\nitems:\n${item(inner, "")}`).documents[0];
    expect(outer).toMatchObject({ verdict: "skipped", services: [] });
    expect(outer?.messages[0]?.rule).toBe("nested-list");
  });

  test("a service is who its metadata says it is, and nothing an annotation claims", () => {
    const report = read(
      application(smallest).replace(
        "name: shop,",
        'name: shop, annotations: { "app.oam.dev/username": root },',
      ),
    );
    expect(report.documents[0]?.services).toEqual([
      {
        ref: "web/shop/api",
        namespace: "web",
        application: "shop",
        component: "api",
        line: 10,
        trait: { owners: ["group:default/team"], roles: { reader: { scopes: ["read"] } } },
        digest: digestOf({ roles: { reader: { scopes: ["read"] } }, owners: ["group:default/team"] }),
        written: {
          block: { line: 12, text: expect.stringMatching(/^ {12}owners: .*\n {12}roles: .*\n$/) },
          topologies: [],
          digest: expect.any(String),
        },
      },
    ]);
    expect(JSON.stringify(report)).not.toContain("root");
  });

  test("without a namespace it is in the default one", () => {
    expect(read(application(smallest).replace(", namespace: web", "")).documents[0]?.services[0]?.ref).toBe(
      "default/shop/api",
    );
  });

  test("one broken document leaves the others read, and the file unfit", () => {
    const report = read(`${application(smallest)}\n---\n: : : [\n`);
    expect(report.documents.map((document) => document.verdict)).toEqual(["service", "error"]);
    expect(report.ok).toBe(false);
  });

  test("a BOM and CRLF change nothing", () => {
    const [plain] = read(application(smallest)).documents;
    const [windows] = read(`\ufeff${application(smallest).replaceAll("\n", "\r\n")}`).documents;
    const meaning = (document: typeof plain) => document?.services.map(({ written: _, ...rest }) => rest);
    expect(meaning(windows)).toEqual(meaning(plain));
  });

  test("an override that changes another trait is nobody's business", () => {
    const report = read(
      application(
        smallest,
        overriding("{ name: api, traits: [{ type: scaler, properties: { replicas: 2 } }] }"),
      ),
    );
    expect(report.documents[0]?.messages).toEqual([]);
    expect(report.ok).toBe(true);
  });
});
