import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./project.mjs";

/** For a program that should start at once: its packages are inside, and nothing else is looked up. */
export const inOneFile = {
  minifySyntax: true,
  minifyWhitespace: true,
  // Packages that are CommonJS ask for Node.js's own modules by require.
  banner: {
    js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
  },
};

/** Bundles TypeScript for Node.js. Each file is replaced as a whole: somebody may be starting from it at this moment. */
export async function bundle(options) {
  const { build, stop } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: root,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: true,
    logLevel: "silent",
    write: false,
    ...options,
  });
  for (const { path: file, contents } of outputFiles) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(`${file}.${process.pid}`, contents);
    renameSync(`${file}.${process.pid}`, file);
  }
  // Else its helper process would stay for as long as we do.
  await stop();
}
