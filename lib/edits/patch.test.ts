import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isMap, isPair, isScalar, parseDocument, visit } from "yaml";
import { readDeclarations } from "@/lib/declarations/reader";
import type { ServiceDeclaration } from "@/lib/declarations/report";
import { applicationAround } from "./application-around";
import { linesOf } from "./editable";
import { patchOf } from "./patch";

const catalogue = path.resolve(import.meta.dirname, "../../examples/catalogue");
let repository: string;

beforeAll(() => {
  repository = mkdtempSync(path.join(tmpdir(), "daypass-patch-"));
  execFileSync("git", ["init", "--quiet", repository]);
});
afterAll(() => rmSync(repository, { recursive: true, force: true }));

const servicesOf = (text: string, file = "orders.yaml"): ServiceDeclaration[] =>
  readDeclarations(new TextEncoder().encode(text), file).documents.flatMap(({ services }) => services);

/** The file after git applied the patch to it. */
function applied(file: string, text: string, patch: ReturnType<typeof patchOf>): string {
  const target = path.join(repository, file);
  writeFileSync(target, text);
  const flags = ["apply", "--whitespace=nowarn", ...(patch.endsOpen ? ["--unidiff-zero"] : [])];
  execFileSync("git", [...flags, "-"], {
    cwd: repository,
    input: patch.text,
    stdio: ["pipe", "pipe", "pipe"],
  });
  return readFileSync(target, "utf8");
}

function edit(text: string, nth: number, change: (trait: string) => string, file = "orders.yaml"): string {
  const service = servicesOf(text)[nth];
  if (!service?.written.block) throw new Error("there is no block to edit");
  const edited = change(linesOf(service.written.block.text).text);
  return applied(file, text, patchOf(file, service.written.block, edited));
}

const orders = readFileSync(path.join(catalogue, "orders.yaml"), "utf8");
const windows = (text: string) => text.replaceAll("\n", "\r\n");
const cutAfter = (text: string, last: string) => text.slice(0, text.indexOf(last) + last.length);
const atEnd = cutAfter(orders, "lifetime: 10m").replaceAll(/, topology: \w+/g, "");

describe("a patch", () => {
  test.each<[string, string, number, (trait: string) => string, [string, string][]]>([
    [
      "of one line",
      orders,
      0,
      (trait) => trait.replace("max: 8h }", "max: 6h }"),
      [["duration: { default: 1h, max: 8h }", "duration: { default: 1h, max: 6h }"]],
    ],
    [
      "of the first line",
      orders,
      0,
      (trait) => trait.replace("schemaVersion: 1\n", ""),
      [["            schemaVersion: 1\n", ""]],
    ],
    [
      "of the last line",
      orders,
      0,
      (trait) => trait.replace("lifetime: 10m", "lifetime: 5m"),
      [["lifetime: 10m", "lifetime: 5m"]],
    ],
    [
      "of the last line of a file",
      `${atEnd}\n`,
      0,
      (trait) => trait.replace("lifetime: 10m", "lifetime: 5m"),
      [["lifetime: 10m", "lifetime: 5m"]],
    ],
    [
      "of a last line without its end",
      atEnd,
      0,
      (trait) => trait.replace("lifetime: 10m", "lifetime: 5m"),
      [["lifetime: 10m", "lifetime: 5m"]],
    ],
    [
      "behind a last line without its end",
      atEnd,
      0,
      (trait) => `${trait}\n  format: opaque\n`,
      [["lifetime: 10m", "lifetime: 10m\n              format: opaque"]],
    ],
    [
      "of both ends",
      orders,
      0,
      (trait) => `# ours\n${trait}\n  format: opaque`,
      [
        ["            schemaVersion: 1", "            # ours\n            schemaVersion: 1"],
        ["lifetime: 10m", "lifetime: 10m\n              format: opaque"],
      ],
    ],
    [
      "of the second service",
      orders,
      1,
      (trait) => trait.replace("timeout: 8h", "timeout: 6h"),
      [["timeout: 8h", "timeout: 6h"]],
    ],
    [
      "of a file with Windows line ends",
      windows(orders),
      0,
      (trait) => trait.replace("lifetime: 10m", "lifetime: 5m\n  format: opaque"),
      [["lifetime: 10m", "lifetime: 5m\r\n              format: opaque"]],
    ],
    [
      "right before another trait",
      orders.replace("lifetime: 10m\n\n", "lifetime: 10m\n"),
      0,
      (trait) => trait.replace("lifetime: 10m", "lifetime: 5m"),
      [["lifetime: 10m", "lifetime: 5m"]],
    ],
    [
      "in a stream of documents",
      `${orders}---\n${orders.replace("namespace: shop", "namespace: other")}`.replace(
        "---\n",
        "---\n# next\n",
      ),
      3,
      (trait) => trait.replace("risk: critical", "risk: high"),
      [],
    ],
  ])("%s changes that and nothing else", (_what, text, nth, change, replaced) => {
    const expected = replaced.reduce((before, [from, to]) => before.replace(from, to), text);
    const after = edit(text, nth, change);
    if (replaced.length > 0) expect(after).toBe(expected);
    else {
      const at = text.lastIndexOf("risk: critical");
      expect(after).toBe(`${text.slice(0, at)}risk: high${text.slice(at + "risk: critical".length)}`);
    }
  });

  test("keeps what it does not touch to the byte, however it is written", () => {
    const odd = orders
      .replace("title: Orders API", "title: Orders API   # ours")
      .replace("            links:", "  # further left\n\n            links:");
    const after = edit(odd, 0, (trait) => trait.replace("lifetime: 10m", "lifetime: 5m"));
    expect(after).toBe(odd.replace("lifetime: 10m", "lifetime: 5m"));
  });

  test.each(["a b.yaml", 'a"b.yaml', "dé.yaml", "a\\b.yaml"])("finds the file %j", (file) => {
    const after = edit(orders, 0, (trait) => trait.replace("lifetime: 10m", "lifetime: 5m"), file);
    expect(after).toBe(orders.replace("lifetime: 10m", "lifetime: 5m"));
  });

  test("of nothing is none", () => {
    const block = servicesOf(orders)[0]?.written.block ?? { line: 1, text: "" };
    expect(patchOf("orders.yaml", block, `${linesOf(block.text).text}\n\n`)).toEqual({
      text: "",
      endsOpen: false,
    });
  });
});

describe("no block is known", () => {
  const flow = `{ owners: ["group:default/team"], roles: { a: { scopes: [x] } } }`;
  const application = (properties: string) =>
    applicationAround("", { namespace: "n", application: "a", component: "c", topologies: [] }).replace(
      "properties:\n",
      `properties: ${properties}`,
    );
  test.each<[string, string]>([
    ["of a map in braces", application(flow)],
    ["of braces on several lines", application(flow.replaceAll(",", ",\n             "))],
    ["of JSON", JSON.stringify(parseDocument(application(flow)).toJSON())],
    [
      "beside its key",
      application("").replace(
        "properties: ",
        `? properties\n          : owners: ["group:default/team"]\n            roles: { a: { scopes: [x] } }`,
      ),
    ],
  ])("%s", (_what, text) => {
    const [service] = servicesOf(text);
    expect(service?.written.block).toBeNull();
  });
});

test("any edit, applied by git and read again, is the edited trait, and the rest of the file is as it was", () => {
  const files = readdirSync(catalogue).map((file) => readFileSync(path.join(catalogue, file), "utf8"));
  const cases = files.flatMap((text) => servicesOf(text).map((_service, nth) => ({ text, nth })));
  const title = fc.stringMatching(/^[A-Za-z][\w :'"#{}[\],|>%@`&*!-]{0,30}[\w]$/);
  const change = fc.oneof(
    title.map((text) => (trait: string) => withField(trait, ["title"], text)),
    title.map(
      (text) => (trait: string) => withField(trait, ["description"], `${text}\n\n  ${text}\nand ${text}`),
    ),
    fc.constant((trait: string) => withField(trait, ["roles", "added"], { scopes: ["x:y"], risk: "low" })),
    fc.constant((trait: string) => withField(trait, ["defaults", "duration"], { max: "2h" })),
    fc.nat().map((at) => (trait: string) => withLine(trait, at, "# a word about it")),
    fc.nat().map((at) => (trait: string) => withLine(trait, at, "")),
    fc.nat().map((at) => (trait: string) => withoutRole(trait, at)),
    fc.constant((trait: string) => withField(trait, ["token", "format"], "opaque")),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...cases),
      fc.array(change, { minLength: 1, maxLength: 4 }),
      fc.constantFrom("as it is", "windows", "no end"),
      ({ text, nth }, changes, how) => {
        const file = how === "windows" ? windows(text) : how === "no end" ? text.trimEnd() : text;
        const before = servicesOf(file);
        const service = before[nth];
        const block = service?.written.block;
        if (!service || !block) throw new Error("the catalogue has blocks of its own");
        const edited = changes.reduce((trait, one) => one(trait), linesOf(block.text).text);
        const alone = servicesOf(
          applicationAround(edited, { ...service, topologies: service.written.topologies }),
        );
        fc.pre(alone.length === 1);
        const patch = patchOf("orders.yaml", block, edited);
        const after = patch.text === "" ? file : applied("orders.yaml", file, patch);
        const read = servicesOf(after);
        expect(read[nth]?.trait).toEqual(alone[0]?.trait);
        expect(read.toSpliced(nth, 1).map(({ trait }) => trait)).toEqual(
          before.toSpliced(nth, 1).map(({ trait }) => trait),
        );
        const start = file.indexOf(block.text);
        expect(after.startsWith(file.slice(0, start))).toBe(true);
        expect(after.endsWith(file.slice(start + block.text.length))).toBe(true);
      },
    ),
    { numRuns: 100 },
  );
}, 120_000);

function withField(trait: string, at: string[], value: unknown): string {
  const document = parseDocument(trait);
  if (document.errors.length > 0) return trait;
  document.setIn(at, value);
  return document.toString({ lineWidth: 0 });
}

function withLine(trait: string, at: number, line: string): string {
  const lines = trait.split("\n");
  return lines.toSpliced(at % (lines.length + 1), 0, line).join("\n");
}

/** The lines of one role go, if others stay. */
function withoutRole(trait: string, at: number): string {
  const document = parseDocument(trait);
  const roles = document.get("roles");
  if (document.errors.length > 0 || !isMap(roles) || roles.items.length < 2) return trait;
  const name = roles.items[at % roles.items.length]?.key;
  if (isScalar(name)) roles.delete(name.value);
  visit(document, {
    Pair: (_key, pair) =>
      isPair(pair) && isScalar(pair.key) && pair.key.value === "conflictsWith" ? visit.REMOVE : undefined,
  });
  return document.toString({ lineWidth: 0 });
}
