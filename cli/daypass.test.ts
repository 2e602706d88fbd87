import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { runDaypass } from "./test-io";

const root = path.resolve(import.meta.dirname, "..");
const run = (...args: string[]) => runDaypass(args, { cwd: root });

describe("the command line", () => {
  test.each([[["--help"]], [["-h"]], [["help"]]])("%j lists the commands", async (args) => {
    expect(await run(...args)).toMatchObject({ code: 0, err: "", out: expect.stringContaining("\n  lint ") });
  });

  test("--version is the package's", async () => {
    expect(await run("--version")).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  test.each([
    [[], "Usage: daypass COMMAND"],
    [["lnit"], "there is no command lnit"],
    [["constructor"], "there is no command constructor"],
    [["--colour"], "there is no option --colour"],
    [["lint"], "name at least one file or folder"],
    [["lint", "--formt", "json", "."], "Unknown option '--formt'. See daypass lint --help."],
    [["lint", "--format"], "daypass lint: Option '--format <value>' argument missing"],
    [["lint", "--format", "xml", "."], "there is no format xml; choose human, json, sarif."],
  ])("%j makes no sense, in words", async (args, words) => {
    expect(await run(...args)).toMatchObject({ code: 2, out: "", err: expect.stringContaining(words) });
  });

  test("every command has a help of its own", async () => {
    expect(await run("lint", "--help")).toMatchObject({
      code: 0,
      err: "",
      out: expect.stringContaining("Usage: daypass lint"),
    });
  });
});

describe("bin/daypass.mjs", () => {
  const daypass = (args: string, cwd = root) =>
    spawnSync("bash", ["-c", `"${process.execPath}" "${root}/bin/daypass.mjs" ${args}`], {
      cwd,
      encoding: "utf8",
    });

  test("builds itself, runs anywhere and hands its exit code on", () => {
    const good = daypass("lint .", path.join(root, "examples"));
    expect(good).toMatchObject({ status: 0, stderr: "" });
    expect(good.stdout).toMatch(/^\d+ files, /);
    expect(daypass("lint nowhere.yaml")).toMatchObject({ status: 2 });
  });

  test("reads a pipe, and is quiet when nobody listens any more", () => {
    const piped = daypass("lint --format json <(echo 'a: [') - < examples/catalogue/orders.yaml");
    expect(
      piped.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).verdict),
    ).toEqual(["error", "service"]);
    expect(daypass("lint --format json . | head -n 1")).toMatchObject({ status: 0, stderr: "" });
  });
});
