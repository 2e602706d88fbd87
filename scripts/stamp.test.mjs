import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "./project.mjs";
import { unlessFresh } from "./stamp.mjs";

let folder = "";
let made = 0;
const make = async () => {
  made += 1;
};

beforeEach(() => {
  made = 0;
  folder = path.relative(root, mkdtempSync(path.join(root, ".data-stamp-")));
  write("source.ts", "one");
});
afterEach(() => rmSync(path.join(root, folder), { recursive: true }));

const write = (name, text) => writeFileSync(path.join(root, folder, name), text);
const run = (work = make) =>
  unlessFresh({ inputs: [`${folder}/source.ts`, `${folder}/source.test.ts`], output: `${folder}/out` }, work);

test("makes once, and again when the source changed", async () => {
  await run();
  await run();
  expect(made).toBe(1);
  write("source.ts", "two");
  await run();
  expect(made).toBe(2);
});

test("a changed test builds nothing anew", async () => {
  await run();
  write("source.test.ts", "a test");
  await run();
  expect(made).toBe(1);
});

test("what was interrupted is made again, even when the source is as before", async () => {
  await run();
  write("source.ts", "two");
  await expect(
    run(async () => {
      throw new Error("interrupted");
    }),
  ).rejects.toThrow("interrupted");
  write("source.ts", "one");
  await run();
  expect(made).toBe(2);
});
