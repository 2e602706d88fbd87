import path from "node:path";
import { run, step } from "./progress.mjs";
import { readJson, root } from "./project.mjs";

/** Makes node_modules what the lock says, unless it is. */
export async function install() {
  if (isInstalled()) return;
  // npm tells its scripts where it is; without it, the one on the PATH.
  const cli = process.env.npm_execpath?.endsWith(".js")
    ? [process.execPath, process.env.npm_execpath]
    : ["npm"];
  const [command, ...args] = [
    ...cli,
    "ci",
    "--include=dev",
    "--include=optional",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ];
  const shell = process.platform === "win32" && command === "npm";
  await step("Installing packages (about a minute, once)", () =>
    run(command, args, { env: { NODE_ENV: "" }, shell }),
  );
}

/** npm writes down what it installed when it is done: compare that with the lock. */
function isInstalled() {
  const wanted = readJson(path.join(root, "package-lock.json"))?.packages ?? {};
  const installed = readJson(path.join(root, "node_modules", ".package-lock.json"))?.packages;
  if (!installed) return false;
  return Object.entries(wanted).every(
    ([place, entry]) =>
      !place.startsWith("node_modules/") ||
      entry.link ||
      entry.optional ||
      installed[place]?.version === entry.version,
  );
}
