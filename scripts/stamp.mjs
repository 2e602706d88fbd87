import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./project.mjs";

/**
 * Runs `make` unless `output` was made of exactly these inputs. The stamp goes first and comes back last, so that work
 * that was interrupted is done again.
 */
export async function unlessFresh({ inputs, output }, make) {
  const stamp = path.join(root, output, ".made-of");
  const now = hashOf(inputs);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === now) return;
  rmSync(stamp, { force: true });
  await make();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
}

const notSource = new Set(["node_modules", "generated", "dist"]);

function hashOf(inputs) {
  const hash = createHash("sha256").update([process.platform, process.arch, process.versions.modules].join());
  const add = (file) => {
    const stat = statSync(path.join(root, file), { throwIfNoEntry: false });
    if (stat?.isDirectory()) {
      for (const name of readdirSync(path.join(root, file)).sort())
        if (!notSource.has(name)) add(`${file}/${name}`);
    } else if (stat && !/\.test\.[a-z]+$/.test(file)) {
      hash.update(`${file}\0${stat.size}\0`).update(readFileSync(path.join(root, file)));
    }
  };
  for (const input of inputs) add(input);
  return hash.digest("hex");
}
