import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { helpOf } from "./rule-help";
import { runDaypass, type Said } from "./test-io";

const orders = readFileSync(path.resolve(import.meta.dirname, "../examples/catalogue/orders.yaml"), "utf8");
const broken = orders.replace("owners:", "ownerz:");
const old = "apiVersion: core.oam.dev/v1alpha2\nkind: Component\n";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "daypass-lint-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (file: string, text: string | Uint8Array) => {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
};
const lint = (...args: string[]) => runDaypass(["lint", ...args], { cwd: folder });
const documents = ({ out }: Said) =>
  out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("what is read", () => {
  test("folders with all below them, in the order of their paths, each file once", async () => {
    for (const file of ["b/two.yml", "b/one.yaml", "a.json", "b/notes.txt", "b/.hidden/x.yaml"])
      write(file, file.endsWith(".json") ? "{}" : old);
    const said = await lint("--format", "json", "b", ".", "b/one.yaml");
    expect(documents(said).map(({ file }) => file)).toEqual(["b/one.yaml", "b/two.yml", "a.json"]);
    expect(said.code).toBe(0);
  });

  test("a file that is named, whatever it is called, and standard input", async () => {
    write("orders.txt", orders);
    const said = await runDaypass(["lint", "--format=json", "-", "orders.txt"], {
      cwd: folder,
      stdin: broken,
    });
    expect(documents(said)).toMatchObject([
      { file: "<stdin>", verdict: "error" },
      { file: "orders.txt", verdict: "service" },
    ]);
  });

  test("a path that does not exist is said, the others are read, and the exit code is 2", async () => {
    write("orders.yaml", broken);
    const said = await lint("--format", "json", "nowhere", "orders.yaml");
    expect(said).toMatchObject({ code: 2, err: "daypass lint: nowhere: there is no such file or folder.\n" });
    expect(documents(said)).toMatchObject([{ file: "orders.yaml", verdict: "error" }]);
  });

  test("what is too large or leads out of the folder is an error of that file", async () => {
    write("in/large.yaml", new Uint8Array(1024 * 1024 + 1).fill(0x23));
    write("outside.yaml", orders);
    symlinkSync(path.join(folder, "outside.yaml"), path.join(folder, "in/link.yaml"));
    const said = await lint("--format", "json", "in", "in/large.yaml");
    expect(documents(said).map(({ file, messages }) => [file, messages[0].rule])).toEqual([
      ["in/large.yaml", "not-read"],
      ["in/link.yaml", "not-read"],
    ]);
    expect(said.code).toBe(1);
  });
});

describe("how it ends", () => {
  test.each([
    ["nothing is wrong", orders, [], 0],
    ["a warning", old, [], 0],
    ["a warning, when told to be strict", old, ["--strict"], 1],
    ["a warning, when told to be strict and quiet", old, ["--strict", "--quiet"], 1],
    ["an error", broken, [], 1],
  ])("%s", async (_what, text, options, code) => {
    write("orders.yaml", text);
    expect((await lint(...options, ".")).code).toBe(code);
  });

  test("hundreds of files are read in their order", async () => {
    const names = Array.from({ length: 200 }, (_, index) => `${String(index).padStart(4, "0")}.yaml`);
    for (const name of names) write(name, orders);
    const said = await lint("--format", "json", ".");
    expect(documents(said).map(({ file }) => file)).toEqual(names);
  });
});

describe("for a person", () => {
  test("place, words, hint, the line between its neighbours, and a count", async () => {
    write("web/orders.yaml", broken);
    const { out } = await lint("web");
    const line = broken.split("\n").findIndex((text) => text.includes("ownerz:"));
    const column = (broken.split("\n")[line] ?? "").indexOf("ownerz") + 1;
    expect(out).toContain(
      `web/orders.yaml:${line + 1}:${column} error The access trait has no field ownerz. [access-schema]\n    Did you mean owners?\n`,
    );
    expect(out).toContain(
      `  > ${line + 1} | ${broken.split("\n")[line]}\n     ${" ".repeat(String(line).length)}| ${" ".repeat(column - 1)}^\n`,
    );
    expect(out).toMatch(/\n1 file, 1 document: 1 in error\. \d errors?, no warnings\.\n$/);
  });

  test("colours on a terminal only, and not where they are unwanted", async () => {
    write("orders.yaml", broken);
    const on = (isTerminal: boolean, env = {}) =>
      runDaypass(["lint", "."], { cwd: folder, isTerminal, env }).then(({ out }) => out.includes("\u001b["));
    expect([await on(true), await on(true, { NO_COLOR: "1" }), await on(false)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("nothing at all when quiet and nothing is wrong", async () => {
    write("old.yaml", old);
    expect(await lint("--quiet", ".")).toEqual({ code: 0, out: "", err: "" });
  });

  test("no line shows a control character, and none is longer than a screen", async () => {
    write(
      "orders.yaml",
      orders.replace("owners:", `"own\u202eerz\\e": ${"x ".repeat(5_000)}\n            owners:`),
    );
    const { out } = await lint(".");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThan(1_000);
  });
});

describe("secrets", () => {
  const secret = "hunter2";
  const places: [string, string][] = [
    ["a value", `clientSecret: ${secret}`],
    ["a value in a flow map", `defaults: { apiKey: ${secret} }`],
    ["a value on the next line", `clientSecret:\n              ${secret}`],
    ["a flow value on the next line", `x: { password:\n            ${secret} }`],
    ["a block", `privateKey: |\n              one\n\n              ${secret}\n              three`],
    ["quotes over lines", `password: "one\n              ${secret}\n              three"`],
    ["a token", `token: ${secret}`],
    ["beside a name", `env: [\n            { name: DB_PASSWORD,\n            value: ${secret} }]`],
    ["above a name", `env:\n            - value: ${secret}\n              name: DB_PASSWORD`],
    ["what is not known to be one", `note: AKIAIOSFODNN7EXAMPLE${secret}`],
    ["in a file that cannot be read", `password: ${secret}\n            x: [`],
  ];

  test("stay out of every format, wherever they stand", async () => {
    for (const [what, text] of places)
      write(`${what}.yaml`, orders.replace("owners:", `${text}\n            ownerz:`));
    for (const format of ["human", "json", "sarif"]) {
      const { out } = await lint("--format", format, ".");
      expect(out).not.toContain(secret);
      for (const [what] of places)
        expect(decodeURIComponent(out), `${format}: ${what}`).toContain(`${what}.yaml`);
    }
  });
});

describe("SARIF", () => {
  test("says what GitHub reads: rules, places below the root, columns in UTF-16", async () => {
    write("web/my orders.yaml", broken);
    write("old.yaml", old);
    const { out } = await lint("--format", "sarif", ".");
    const { version, runs } = JSON.parse(out);
    expect([version, runs.length]).toEqual(["2.1.0", 1]);
    const [{ results, tool, columnKind, originalUriBaseIds }] = runs;
    expect(columnKind).toBe("utf16CodeUnits");
    expect(originalUriBaseIds.SRCROOT.uri).toMatch(/^file:\/\/\/.*\/$/);
    expect(results.length).toBeGreaterThan(1);
    for (const result of results) {
      expect(tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
      expect(result.locations[0].physicalLocation.region.startLine).toBeGreaterThan(0);
    }
    expect(results[0]).toMatchObject({
      ruleId: "legacy",
      level: "warning",
      locations: [{ physicalLocation: { artifactLocation: { uri: "old.yaml", uriBaseId: "SRCROOT" } } }],
    });
    expect(results[1].locations[0].physicalLocation.artifactLocation.uri).toBe("web/my%20orders.yaml");
  });

  test("is a whole document when there is nothing to say", async () => {
    write("orders.yaml", orders);
    expect(JSON.parse((await lint("--format", "sarif", ".")).out).runs[0].results).toEqual([]);
  });

  test("every rule of the reader is explained", async () => {
    const sources = path.resolve(import.meta.dirname, "../lib/declarations");
    const text = readdirSync(sources)
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .map((file) => readFileSync(path.join(sources, file), "utf8"))
      .join("\n");
    const named = /(?:rule: |(?:error|warn)\(\s*|at\(\s*"error",\s*|findings,\s*)"([a-z0-9.-]+)"/g;
    const ids = [...new Set([...text.matchAll(named)].map((match) => match[1] ?? ""))];
    expect(ids.length).toBeGreaterThan(35);
    expect(ids.filter((id) => helpOf(id) === helpOf("yaml-bad-indent"))).toEqual([]);
  });
});
