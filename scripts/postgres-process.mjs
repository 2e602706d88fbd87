// One PostgreSQL server process: is it there, start it, end it.
import { execFile } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { answers } from "./ports.mjs";
import { commandLineOf, endWorkersOf, identityOf } from "./processes.mjs";

export const run = promisify(execFile);
const settings = [
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
  "max_connections=200",
  "timezone=UTC",
  "log_timezone=UTC",
  "jit=off",
];

/**
 * After a crash postmaster.pid may name a zombie or, after a reboot, somebody else's process. It is believed only when
 * that process works on our folder and answers; else it is removed, and PostgreSQL recovers by itself.
 */
export async function isRunning(cluster, port) {
  const pidFile = path.join(cluster, "postmaster.pid");
  for (let attempt = 0; existsSync(pidFile); attempt++) {
    const ours = isPostmaster(pidIn(pidFile), cluster);
    if (ours && (await answers(port))) return true;
    if (ours && attempt > 300)
      throw new Error(`PostgreSQL in ${cluster} runs but does not answer on port ${port}.`);
    if (!ours) rmSync(pidFile, { force: true });
    else await sleep(100); // on its way up or down
  }
  return false;
}

const pidIn = (pidFile) => Number.parseInt(readFileSync(pidFile, "utf8"), 10);
const isPostmaster = (pid, cluster) =>
  identityOf(pid) !== null && (process.platform === "win32" || commandLineOf(pid).includes(cluster));

export async function launch({ account: user, binary, cluster }, port, durable) {
  const log = path.join(cluster, "server.log");
  const fast = durable ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];
  const options = [`-p ${port}`, ...[...settings, ...fast].map((setting) => `-c ${setting}`)].join(" ");
  for (let attempt = 0; ; attempt++) {
    rmSync(log, { force: true });
    try {
      await run(
        binary("pg_ctl"),
        ["start", "-D", cluster, "-w", "-t", "60", "-l", log, "-o", options],
        serverProcess(user),
      );
      return;
    } catch (error) {
      const words = existsSync(log) ? readFileSync(log, "utf8").trim() : error.message;
      // A killed server's sessions finish their statements, and only then let go of its memory.
      if (attempt < 20 && words.includes("shared memory block")) endWorkersOf(cluster);
      else
        throw new Error(`The embedded PostgreSQL did not start. It says in ${log}:\n${words}`, {
          cause: error,
        });
    }
    await sleep(250);
  }
}

/** Ends the server; does nothing when it does not run. */
export async function halt(cluster, binary, user) {
  const pidFile = path.join(cluster, "postmaster.pid");
  if (!existsSync(pidFile) || !isPostmaster(pidIn(pidFile), cluster)) return;
  const stop = (mode) =>
    run(binary("pg_ctl"), ["stop", "-D", cluster, "-m", mode, "-w", "-t", "3"], serverProcess(user));
  // "immediate" loses nothing that was committed: the next start replays the log.
  await stop("fast").catch(() => stop("immediate"));
}

/** How a program of PostgreSQL runs: as its account, untouched by our environment. */
export const serverProcess = (user) => ({
  ...user,
  cwd: "/",
  env: { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" },
});
