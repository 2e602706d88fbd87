import { readJson } from "./project.mjs";

const nothing = { passed: 0, failed: 0, skipped: 0 };

const needsPackage = /\[needs [a-z0-9.+-]+\]/;

/**
 * What vitest's JSON report counts. A file that could not even be loaded is one failure. So is, where `strict`, a test
 * that was skipped because a Debian package is missing; such a test has "[needs nginx]" in its name.
 */
export function tallyVitest(file, { strict = false } = {}) {
  const report = readJson(file);
  if (!report) return { ...nothing, failed: 1 };
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  const skipped = report.numPendingTests + report.numTodoTests;
  const forgotten = strict
    ? report.testResults.flatMap((each) => each.assertionResults).filter(isForgotten).length
    : 0;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length + forgotten,
    skipped: skipped - forgotten,
  };
}

const isForgotten = ({ status, fullName }) =>
  status !== "passed" && status !== "failed" && needsPackage.test(fullName);

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
