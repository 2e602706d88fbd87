import { spawn } from "node:child_process";
import { root } from "./project.mjs";

/** Shows what is being done, how long it has taken so far, and how it ended. */
export async function step(label, work) {
  const startedAt = Date.now();
  const live = process.stdout.isTTY === true;
  const line = (end) =>
    `  ${label.padEnd(44)} ${((Date.now() - startedAt) / 1000).toFixed(1).padStart(5)} s${end}`;
  const ticker = live && setInterval(() => process.stdout.write(`\r${line("")}`), 100);
  if (!live) console.log(`  ${label} …`);
  try {
    const result = await work();
    if (live) process.stdout.write("\r");
    console.log(line(""));
    return result;
  } catch (error) {
    if (live) process.stdout.write("\r");
    console.log(line("  failed"));
    throw error;
  } finally {
    clearInterval(ticker);
  }
}

/** Words for the person at the terminal; no stack trace helps them. */
export class Stop extends Error {}

/** Ends the process with the words of a Stop, or with everything there is to know about any other error. */
export function giveUp(error) {
  console.error(error instanceof Stop ? `\n${error.message}` : error);
  process.exit(1);
}

/** Runs a program quietly. What it said is shown when it fails. */
export function run(command, args, { env = {}, cwd = root, shell = false } = {}) {
  return new Promise((resolve, reject) => {
    const said = [];
    const child = spawn(command, args, {
      cwd,
      shell,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    child.stdout.on("data", (chunk) => said.push(chunk));
    child.stderr.on("data", (chunk) => said.push(chunk));
    child.once("error", reject);
    child.once("close", (code, signal) => {
      const words = Buffer.concat(said).toString();
      if (code === 0) resolve(words);
      else reject(new Stop(`${words}\n${[command, ...args].join(" ")} ended with ${signal ?? code}.`));
    });
  });
}

/** Runs a program with the Node.js that runs us. */
export const runNode = (args, options) => run(process.execPath, args, options);
