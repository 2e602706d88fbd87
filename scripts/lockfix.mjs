// Run after every `npm install`: makes package-lock.json serve `npm ci` on every platform.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { completeLock } from "./lockfile.mjs";
import { root } from "./project.mjs";

const file = path.join(root, "package-lock.json");
const { lock, added } = completeLock(JSON.parse(readFileSync(file, "utf8")));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(
  added.length === 0 ? "The lock was complete." : `Added ${added.length} entries:\n${added.join("\n")}`,
);
