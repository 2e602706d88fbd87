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
