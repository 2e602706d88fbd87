// npm run publish-trait: writes what is made from the schema of the access trait. A test says when it was forgotten.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { giveUp } from "./progress.mjs";
import { root } from "./project.mjs";

async function publish() {
  const { build, stop } = await import("esbuild");
  const outfile = path.join(root, "dist/publish/files.mjs");
  await build({
    absWorkingDir: root,
    entryPoints: ["lib/declarations/publish/files.ts"],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    logLevel: "silent",
  });
  await stop();
  const { publishedFiles } = await import(pathToFileURL(outfile).href);
  const read = (file) => readFileSync(path.join(root, file), "utf8");
  for (const [file, text] of publishedFiles(read)) {
    const target = path.join(root, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
    console.log(`Wrote ${file}`);
  }
}

await publish().catch(giveUp);
