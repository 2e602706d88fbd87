import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "./project.mjs";

const tether = new URL("./tether.mjs", import.meta.url).href;
const nothing = () => {};

/**
 * Keeps the processes of one Daypass together: when one ends, or somebody asks for it, everything ends, within
 * `graceMs`. `onChange(pids)` hears which processes run, `onStopping` that they will end; `cleanUp` runs when they have.
 * What they say goes into `log`, and its end to the terminal when one fails; without a log, all of it to the terminal.
 */
export function supervise({
  graceMs,
  log = null,
  onChange = nothing,
  onStopping = nothing,
  cleanUp = nothing,
}) {
  const output = log?.descriptor ?? "inherit";
  const children = [];
  let stopping = null;

  const stop = (code, why) => {
    stopping ??= (async () => {
      if (why) console.log(`\n${why}`);
      onStopping();
      await Promise.all(children.map((child) => end(child, graceMs)));
      await cleanUp();
      process.exit(code);
    })();
    return stopping;
  };

  /** Starts a Node.js program as `name`. Its end, for whatever reason, is the end of all. */
  const start = (name, args, env) => {
    if (stopping) return;
    // A group of its own: Ctrl-C reaches us only, and we say who stops when.
    const child = spawn(process.execPath, ["--import", tether, ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", output, output, "ipc"],
      detached: true,
    });
    children.push(child);
    onChange(children.map(({ pid }) => pid));
    child.once("exit", (code, signal) => {
      if (stopping) return;
      const said = log ? `The end of ${log.file}:\n${log.end()}\n\n` : "";
      void stop(1, `${said}The ${name} ended (${signal ?? `code ${code}`}); stopping the rest.`);
    });
  };

  const isStopping = () => stopping !== null;
  return { start, stop, isStopping };
}

async function end(child, graceMs) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const inTime = await Promise.race([ended.then(() => true), sleep(graceMs, false, { ref: false })]);
  if (!inTime) child.kill("SIGKILL");
  await ended;
}
