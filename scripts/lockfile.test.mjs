import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { completeLock, missingEntries } from "./lockfile.mjs";
import { root } from "./project.mjs";

const read = (file) => JSON.parse(readFileSync(path.join(root, file), "utf8"));

test("the lock has an entry for every optional package of every platform", () => {
  expect(missingEntries(read("package-lock.json"))).toEqual([]);
});

test("the lock names no host: npm asks whichever registry it is told to", () => {
  const lock = read("package-lock.json");
  const hosts = Object.values(lock.packages).filter((entry) => /^https?:/.test(entry.resolved ?? ""));
  expect(hosts.filter((entry) => !entry.resolved.startsWith("https://registry.npmjs.org/"))).toEqual([]);
});

test("every version is pinned", () => {
  const { dependencies, devDependencies } = read("package.json");
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d/.test(version),
  );
  expect(loose).toEqual([]);
});

// React2Shell and its follow-ups (CVE-2025-55182, -55184, -67779), the bypasses of CVE-2026-44574 and -44575, and the
// mail sign-in of next-auth, which Daypass does not use either.
test.each([
  ["react", "19.2.3"],
  ["react-dom", "19.2.3"],
  ["next", "16.2.6"],
  ["next-auth", "4.24.14"],
])("%s is not older than what mends its known holes, %s", (name, least) => {
  const installed = read("package-lock.json").packages[`node_modules/${name}`].version;
  expect(installed.localeCompare(least, "en", { numeric: true })).toBeGreaterThanOrEqual(0);
});

test("a missing entry says which platform it is for", () => {
  const lock = {
    packages: {
      "": {},
      "node_modules/a": {
        dev: true,
        optionalDependencies: {
          "@a/linux-x64-musl": "1.0.0",
          "@a/darwin-arm64": "^1.0.0",
          "@a/linux-arm": "1.0.0",
        },
      },
      "node_modules/a/node_modules/@a/linux-arm": { version: "1.0.0" },
    },
  };
  const { lock: complete, added } = completeLock(lock);
  expect(added).toEqual(["node_modules/@a/linux-x64-musl", "node_modules/@a/darwin-arm64"]);
  expect(complete.packages["node_modules/@a/linux-x64-musl"]).toEqual({
    version: "1.0.0",
    cpu: ["x64"],
    dev: true,
    libc: ["musl"],
    optional: true,
    os: ["linux"],
  });
  expect(missingEntries(complete)).toEqual([]);
});

test("a name that says nothing is refused", () => {
  expect(() =>
    completeLock({ packages: { "node_modules/a": { optionalDependencies: { b: "1.0.0" } } } }),
  ).toThrow("does not say");
});
