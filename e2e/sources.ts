import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stringify } from "yaml";

const folder = path.resolve(".data-e2e-sources");

/** A copy of the demo's catalogue, which tests may change. */
export const catalogueFolder = path.join(folder, "catalogue");
/** Where a test makes a repository; there is none at first. */
export const repositoryFolder = path.join(folder, "apps");
/** Where a stand-in for an API server listens while a test runs it. */
export const clusterPort = 3990;
const kubeconfig = path.join(folder, "kubeconfig");

/** The sources of the Daypass that browser tests run against, one of each kind. */
export const sources = [
  { name: "catalogue", kind: "folder", path: catalogueFolder, declares: ["*"] },
  { name: "apps", kind: "git", url: `file://${repositoryFolder}`, path: "deploy", declares: ["apps/*/*"] },
  { name: "by-hand", kind: "upload", declares: ["hand/*/*"] },
  { name: "cluster", kind: "kubernetes", kubeconfig, declares: ["prod/*/*"] },
];

export function prepareSources(): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  cpSync("examples/catalogue", catalogueFolder, { recursive: true });
  writeFileSync(
    kubeconfig,
    stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "test",
      contexts: [{ name: "test", context: { cluster: "test", user: "nobody" } }],
      clusters: [{ name: "test", cluster: { server: `http://127.0.0.1:${clusterPort}` } }],
      users: [{ name: "nobody", user: {} }],
    }),
  );
}
