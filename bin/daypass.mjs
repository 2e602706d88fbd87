#!/usr/bin/env node
// daypass COMMAND: builds the command line if it is missing or older than its sources, and runs it.
import "../scripts/node-version.mjs";

const { buildCli } = await import("../scripts/build.mjs");
try {
  await buildCli();
} catch (error) {
  console.error(
    error.code === "ERR_MODULE_NOT_FOUND" ? "The packages of Daypass are not installed: run npm ci." : error,
  );
  process.exit(2);
}
await import("../dist/cli/main.mjs");
