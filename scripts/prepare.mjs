// Makes a bare clone runnable, with nothing but Node.js: packages, database client and, with --build, what `npm start` runs.
import "./node-version.mjs";
import { build, buildVerifier, generateClient } from "./build.mjs";
import { install } from "./install.mjs";
import { giveUp } from "./progress.mjs";
import { root } from "./project.mjs";

export async function prepare({ building }) {
  process.chdir(root);
  await install();
  await generateClient();
  await buildVerifier();
  if (building) await build();
}

if (process.argv[1] === import.meta.filename) {
  await prepare({ building: process.argv.includes("--build") }).catch(giveUp);
}
