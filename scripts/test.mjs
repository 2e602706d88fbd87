// npm test: everything. `--static` runs the checks only; the last line counts what passed, failed and was skipped.
import "./node-version.mjs";
import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { installChromium } from "./chromium.mjs";
import { installTestPackages } from "./debian.mjs";
import { prepare } from "./prepare.mjs";
import { runNode, step } from "./progress.mjs";
import { root } from "./project.mjs";
import { judged, sum, tallyPlaywright, tallyVitest } from "./tally.mjs";

const reports = path.join(root, "test-results", "reports");
const isStatic = process.argv.includes("--static");
const bin = (file) => path.join("node_modules", file);

const checks = [
  ["Lint and format", [bin("@biomejs/biome/bin/biome"), "check", "--error-on-warnings", "."]],
  ["Types", [bin("typescript/bin/tsc"), "--noEmit", "-p", "."]],
  ["Types of the verifier package", [bin("typescript/bin/tsc"), "--noEmit", "-p", "sdk/node"]],
  ["Layers", ["scripts/layers.mjs"]],
  ["Dead code", [bin("knip/bin/knip.js")]],
];

async function check([label, args]) {
  try {
    await step(label, () => runNode(args));
    return { passed: 1, failed: 0, skipped: 0 };
  } catch (error) {
    console.error(error.message);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** Runs a test runner with its output in view; resolves to whether it failed. */
function runTests(args, env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, ...env },
    });
    child.once("close", (code) => resolve(code !== 0));
  });
}

async function vitest() {
  const file = path.join(reports, "vitest.json");
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const hasFailed = await runTests([bin("vitest/vitest.mjs"), ...args]);
  return judged(tallyVitest(file, { strict: Boolean(process.env.CI) }), hasFailed);
}

async function playwright() {
  const file = path.join(reports, "playwright.json");
  const args = ["test", "--reporter=list,json"];
  const hasFailed = await runTests([bin("@playwright/test/cli.js"), ...args], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  });
  return judged(tallyPlaywright(file), hasFailed);
}

async function testEverything() {
  await prepare({ building: !isStatic });
  if (!isStatic) await installChromium();
  if (!isStatic) await installTestPackages();
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  const tallies = [];
  for (const each of checks) tallies.push(await check(each));
  if (!isStatic) for (const runner of [vitest, playwright]) tallies.push(await runner());
  return sum(tallies);
}

/** A run that could not even begin has failed as well. */
function failedToBegin(error) {
  console.error(error.message);
  return { passed: 0, failed: 1, skipped: 0 };
}

const { passed, failed, skipped } = await testEverything().catch(failedToBegin);
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
