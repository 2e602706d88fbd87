import { readJson } from "./project.mjs";

const nothing = { passed: 0, failed: 0, skipped: 0 };

/** What vitest's JSON report counts. A file that could not even be loaded is one failure. */
export function tallyVitest(file) {
  const report = readJson(file);
  if (!report) return { ...nothing, failed: 1 };
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** What Playwright's JSON report counts. A test that passed only at the second try has failed. */
export function tallyPlaywright(file) {
  const report = readJson(file);
  if (!report) return { ...nothing, failed: 1 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected, failed: unexpected + flaky, skipped };
}

/** A run whose program failed has at least one failure, whatever its report says. */
export function judged(tally, hasFailed) {
  return hasFailed && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

export function sum(tallies) {
  const add = (key) => tallies.reduce((total, tally) => total + tally[key], 0);
  return { passed: add("passed"), failed: add("failed"), skipped: add("skipped") };
}
