import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { judged, sum, tallyPlaywright, tallyVitest } from "./tally.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "daypass-tally-"));
afterAll(() => rmSync(folder, { recursive: true }));

function report(content) {
  const file = path.join(folder, "report.json");
  writeFileSync(file, JSON.stringify(content));
  return file;
}

test("a vitest file that could not be loaded is a failure", () => {
  const testResults = [
    { status: "failed", assertionResults: [] },
    { status: "passed", assertionResults: [{ status: "passed", fullName: "a" }] },
  ];
  const file = report({
    numPassedTests: 5,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 1,
    testResults,
  });
  expect(tallyVitest(file)).toEqual({ passed: 5, failed: 2, skipped: 3 });
});

test("where everything can be installed, a test that misses a package is a failure", () => {
  const assertionResults = [
    { status: "skipped", fullName: "behind a proxy [needs nginx] refuses" },
    { status: "skipped", fullName: "on macOS" },
  ];
  const testResults = [{ status: "passed", assertionResults }];
  const file = report({
    numPassedTests: 1,
    numFailedTests: 0,
    numPendingTests: 2,
    numTodoTests: 0,
    testResults,
  });
  expect(tallyVitest(file)).toEqual({ passed: 1, failed: 0, skipped: 2 });
  expect(tallyVitest(file, { strict: true })).toEqual({ passed: 1, failed: 1, skipped: 1 });
});

test("a browser test that passed at the second try is a failure", () => {
  const file = report({ stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 } });
  expect(tallyPlaywright(file)).toEqual({ passed: 4, failed: 2, skipped: 2 });
});

test.each([tallyVitest, tallyPlaywright])("no report is a failure", (tally) => {
  expect(tally(path.join(folder, "missing.json"))).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("a runner that failed without a failed test is a failure", () => {
  expect(judged({ passed: 3, failed: 0, skipped: 0 }, true)).toEqual({ passed: 3, failed: 1, skipped: 0 });
  expect(judged({ passed: 3, failed: 2, skipped: 0 }, true).failed).toBe(2);
  expect(judged({ passed: 3, failed: 0, skipped: 0 }, false).failed).toBe(0);
});

test("tallies add up", () => {
  expect(
    sum([
      { passed: 1, failed: 0, skipped: 2 },
      { passed: 4, failed: 1, skipped: 0 },
    ]),
  ).toEqual({ passed: 5, failed: 1, skipped: 2 });
});
