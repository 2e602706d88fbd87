import { describe, expect, test } from "vitest";
import { readDeclarations } from "./reader";

const read = (text: string, file = "x.yaml") => readDeclarations(new TextEncoder().encode(text), file);
const service = `apiVersion: core.oam.dev/v1beta1
kind: Application
metadata: { name: shop }
spec:
  components:
    - name: api
      type: webservice
      traits: [{ type: access, properties: { owners: ["group:default/team"], roles: { reader: { scopes: [read] } } } }]
`;
const pod = "apiVersion: v1\nkind: Pod\n";

describe("what is in a document of another tool is none of our business", () => {
  test.each([
    ["aliases, anchors and merge keys", `${pod}a: &x { b: 1 }\nc: *x\nd:\n  <<: *x\n`],
    ["tags", `${pod}a: !Ref b\nc: !!js/function 'd'\n`],
    ["a directive", `%YAML 1.1\n---\n${pod}`],
    ["a key twice", `${pod}data: {}\ndata: {}\n`],
    ["a kind twice", `${pod}kind: Secret\n`],
    ["maps as keys", `${pod}? { a: b }\n: c\n`],
    ["70 levels", `${pod}a: ${"[".repeat(70)}${"]".repeat(70)}\n`],
    ["YAML 1.1 words", `${pod}a: yes\nb: 0777\n`],
    ["Windows paths", `${pod}a: C:\\Users\\x\n`],
    ["a list", "- hosts: all\n  tasks: []\n"],
    ["a JSON array", '[{ "a": 1 }]'],
    ["values of a chart", "image: &i nginx\nother: *i\nfoo: 1\nfoo: 2\n"],
    [
      "a definition with aliases",
      "apiVersion: core.oam.dev/v1beta1\nkind: TraitDefinition\na: &x 1\nb: *x\n",
    ],
    ["a workflow with expressions", `on: push\nenv: ${"$"}{{ matrix.os }}\n`],
    [
      "a list of it",
      `apiVersion: v1\nkind: List\nitems:\n- ${pod.replace("\n", "\n  ")}  a: &x !t 1\n  b: *x\n`,
    ],
  ])("%s", (_what, text) => {
    expect(read(text)).toMatchObject({ ok: true, documents: [{ verdict: "skipped", messages: [] }] });
  });

  test.each([
    ["a template", `${pod}metadata:\n  name: {{ .Values.name }}\n`, "templated", 4],
    [
      "a templated definition",
      "apiVersion: core.oam.dev/v1beta1\nkind: TraitDefinition\nmetadata: { name: {{ x }} }\n",
      "templated",
      3,
    ],
    ["tabs", `${pod}spec:\n\tfoo: bar\n`, "yaml-tab-as-indent", 4],
    ["Windows paths in double quotes", `${pod}a: "C:\\Users"\n`, "yaml-bad-dq-escape", 3],
    ["brackets", `${pod}a: [\n`, "yaml-bad-indent", 4],
  ])("%s that cannot be read gives a warning", (_what, text, rule, line) => {
    const report = read(`${text}---\n${service}`);
    expect(report).toMatchObject({ ok: true, documents: [{ verdict: "skipped" }, { verdict: "service" }] });
    expect(report.documents[0]?.messages).toMatchObject([{ severity: "warning", rule, line }]);
  });

  test("a template without a kind is another tool's, unless its file names OAM", () => {
    const text = "{{- range .Values.x }}\nfoo: bar\n{{- end }}\n";
    expect(read(text).documents[0]).toMatchObject({ verdict: "skipped", messages: [{ rule: "templated" }] });
    expect(read(`${text}---\n${service}`).documents[0]).toMatchObject({ verdict: "error" });
  });

  test("JSON with comments is another tool's, unless it names OAM", () => {
    const text = '{ "a": [1, // one\n }';
    expect(read(text, "tsconfig.json").documents[0]).toMatchObject({ verdict: "skipped" });
    expect(read(`${text} # core.oam.dev`, "app.json").documents[0]).toMatchObject({ verdict: "error" });
  });
});

describe("what may be ours is an error when it cannot be read", () => {
  test.each([
    [
      "a template of an Application",
      "apiVersion: core.oam.dev/v1beta1\nkind: Application\nmetadata: { name: {{ x }} }\n",
    ],
    ["a template of what may be one", "apiVersion: {{ x }}\nkind: Application\n"],
    ["two kinds in one document", `${pod}a: [\n${service}`],
    ["a kind twice, once ours", `apiVersion: v1\n${service}`],
    ["a List whose items stand there twice", "apiVersion: v1\nkind: List\nitems: []\nitems: []\n"],
    [
      "an alias in our item of a List",
      `apiVersion: v1\nkind: List\nitems:\n- &x {}\n- ${service.trim().replaceAll("\n", "\n  ")}\n  x: *x\n`,
    ],
    ["Applications in a bare list", `- ${service.replaceAll("\n", "\n  ")}`],
    ["text of no kind", "a: [\n"],
  ])("%s", (_what, text) => {
    expect(read(text).ok).toBe(false);
  });
});

describe("lists", () => {
  const item = service.trim().replaceAll("\n", "\n  ");

  test("hold what is ours beside what is not", () => {
    const text = `apiVersion: v1\nkind: List\nitems:\n- { apiVersion: v1, kind: Secret, data: &x { a: !t b } }\n- ${item}\n- null\n`;
    expect(read(text).documents[0]).toMatchObject({
      verdict: "service",
      messages: [],
      services: [{ ref: "default/shop/api" }],
    });
  });

  test("of Applications need not repeat what their items are", () => {
    const nameless = item.replace(/^apiVersion.*\n {2}kind.*\n {2}/, "");
    const text = `apiVersion: core.oam.dev/v1beta1\nkind: ApplicationList\nitems:\n- ${nameless}\n`;
    expect(read(text).documents[0]).toMatchObject({
      verdict: "service",
      services: [{ ref: "default/shop/api" }],
    });
    expect(read(text.replace("ApplicationList", "TraitDefinitionList")).documents[0]?.services).toEqual([]);
  });

  test("may be empty", () => {
    for (const items of ["items: []\n", "items:\n", ""])
      expect(read(`apiVersion: v1\nkind: List\n${items}`)).toMatchObject({
        ok: true,
        documents: [{ verdict: "skipped" }],
      });
  });
});

test("however files are written on Windows and by people, an Application is one", () => {
  const spellings = [
    service.replaceAll("\n", "\r\n"),
    `\ufeff${service}`,
    `# a licence\n---\n${service}`,
    `--- # the shop\n${service}...\n`,
    service.replace("v1beta1", "v1beta1 # comment").replace("kind:", "kind: "),
    service.replace("apiVersion: core.oam.dev/v1beta1", `"apiVersion": 'core.oam.dev/v1beta1'`),
    service.replace("spec:", "spec:\n\t"),
    service.replace(
      "type: webservice",
      "type: webservice\n      properties:\n        cue: |\n          a: {\n          \tb: int\n          }",
    ),
  ];
  for (const text of spellings) {
    const found = read(text).documents.filter(({ verdict }) => verdict !== "skipped");
    expect(found, text).toMatchObject([{ verdict: "service", messages: [] }]);
  }
});
