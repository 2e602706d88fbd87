import { linkSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { identityOf } from "./processes.mjs";
import { Stop } from "./progress.mjs";
import { makeDataFolder, readJson, writePrivateJson } from "./project.mjs";

/**
 * Makes this process the only launcher of a data folder. Throws a Stop when another one runs. What a launcher that was
 * killed left running is ended first; one that is on its way out is waited for. Returns `remember(children)` and `leave()`,
 * for the next launcher to know, and `release()`.
 */
export async function claim(folder) {
  makeDataFolder(folder);
  const file = path.join(folder, "launcher.json");
  const mine = { pid: process.pid, identity: identityOf(process.pid), children: [], isLeaving: false };
  while (!create(file, mine)) {
    const other = readJson(file);
    if (other && isAlive(other)) {
      if (!other.isLeaving) throw new Stop(refusal(folder, other.pid));
      await sleep(100);
    } else if (other) {
      await endAll(other.children);
      // Two launchers may find the same dead one: each removes only the file that it judged.
      if (readJson(file)?.pid === other.pid) rmSync(file, { force: true });
    }
  }
  await sleep(50);
  if (readJson(file)?.pid !== process.pid) return claim(folder);
  const write = (changes) => writePrivateJson(file, Object.assign(mine, changes));
  return {
    remember: (pids) => write({ children: pids.map((pid) => ({ pid, identity: identityOf(pid) })) }),
    leave: () => write({ isLeaving: true }),
    release: () => rmSync(file, { force: true }),
  };
}

const refusal = (folder, pid) => `Daypass already runs on ${folder} (process ${pid}).
Stop it first, or give this one a folder and a port of its own: DAYPASS_DATA=.data-two PORT=4000 npm start`;

/** Writes the file whole, and only where there is none. */
function create(file, value) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(value), { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

const isAlive = ({ pid, identity }) => identity !== null && identityOf(pid) === identity;

async function endAll(left) {
  for (const signal of ["SIGTERM", "SIGKILL"]) {
    for (let patience = 30; left.some(isAlive) && patience > 0; patience--) {
      if (patience === 30) for (const child of left.filter(isAlive)) process.kill(child.pid, signal);
      await sleep(100);
    }
  }
}
