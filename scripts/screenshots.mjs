// npm run screenshots: takes the pictures of the README from the running product, as the browser tests see it.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { root } from "./project.mjs";

const args = ["node_modules/@playwright/test/cli.js", "test", "e2e/screens.spec.ts", "-g", "fits, light"];
const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);
const folder = path.join(root, "docs", "screenshots");
mkdirSync(folder, { recursive: true });
for (const screen of ["request", "ask", "audit"]) {
  copyFileSync(path.join(root, "screenshots", `${screen}-light.png`), path.join(folder, `${screen}.png`));
}
