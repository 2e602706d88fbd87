import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readFolder } from "./read-folder";

let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "daypass-folder-"));
  folder = path.join(root, "source");
  mkdirSync(folder);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function read(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const file of readFolder(folder)) {
    found[file.path] =
      "bytes" in file
        ? new TextDecoder().decode(file.bytes)
        : "problem" in file
          ? `problem: ${file.problem}`
          : "";
  }
  return found;
}

const put = (name: string, text = "x") => {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
};

test("declaration files by path, and nothing else", async () => {
  for (const name of [
    "b.yaml",
    "a/c.yml",
    "a/d.json",
    "E.YAML",
    "readme.md",
    ".hidden.yaml",
    ".git/x.yaml",
    "node_modules/m/x.yaml",
  ])
    put(name);
  expect(Object.keys(await read())).toEqual(["E.YAML", "a/c.yml", "a/d.json", "b.yaml"]);
});

test("a link to a file inside is followed, as a mounted ConfigMap needs it", async () => {
  put("..2026/app.yaml", "mounted");
  symlinkSync("..2026", path.join(folder, "..data"));
  symlinkSync("..data/app.yaml", path.join(folder, "app.yaml"));
  expect(await read()).toEqual({ "app.yaml": "mounted" });
});

test("a link that leads out is not", async () => {
  writeFileSync(path.join(root, "outside.yaml"), "stolen");
  mkdirSync(path.join(root, "source-of-others"));
  writeFileSync(path.join(root, "source-of-others", "x.yaml"), "stolen");
  symlinkSync("../outside.yaml", path.join(folder, "a.yaml"));
  symlinkSync("../source-of-others/x.yaml", path.join(folder, "b.yaml"));
  symlinkSync("/etc", path.join(folder, "etc"));
  symlinkSync("missing.yaml", path.join(folder, "c.yaml"));
  const found = await read();
  expect(Object.keys(found)).toEqual(["a.yaml", "b.yaml", "c.yaml"]);
  expect(JSON.stringify(found)).not.toContain("stolen");
});

test("a pipe does not hold anybody up, and a large file stays unread", async () => {
  execFileSync("mkfifo", [path.join(folder, "pipe.yaml")]);
  symlinkSync("pipe.yaml", path.join(folder, "link.yaml"));
  put("large.yaml", "#".repeat(1024 * 1024 + 1));
  expect(await read()).toEqual({
    "large.yaml": "problem: The file is larger than 1024 KiB.",
    "link.yaml": "problem: This is not a regular file.",
  });
});

test("a folder that is not there, or nested without end, cannot be read whole", async () => {
  put(`${"d/".repeat(17)}x.yaml`);
  await expect(read()).rejects.toThrow("nested more than 16 levels");
  rmSync(folder, { recursive: true });
  await expect(read()).rejects.toThrow("ENOENT");
});
