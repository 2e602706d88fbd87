// npm run bench [-- verify revocation tokens status-list revoke-push lifecycle expiry expire-lateness pages catalogue history outbox]: figures and ratios, on a PostgreSQL of this run's own.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { removePostgres, startPostgres } from "./postgres.mjs";
import { root } from "./project.mjs";

const { build } = await import("esbuild");
await build({
  absWorkingDir: root,
  entryPoints: {
    bench: "bench/main.ts",
    "bench-server": "bench/server-process.ts",
    "daypass-process": "bench/daypass-process.ts",
    "bare-push-process": "bench/bare-push-process.ts",
  },
  outdir: "dist/bench",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  sourcemap: true,
  logLevel: "silent",
});
const folder = path.join(root, ".data-bench");
await removePostgres(folder);
const postgres = await startPostgres(folder);
try {
  const args = [
    "--enable-source-maps",
    "dist/bench/bench.mjs",
    postgres.urlOf("postgres"),
    ...process.argv.slice(2),
  ];
  process.exitCode = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status ?? 1;
} finally {
  await removePostgres(folder);
}
