import { linkSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { identityOf } from "./processes.mjs";
import { Stop } from "./progress.mjs";
import { readJson, writePrivateJson } from "./project.mjs";

/**
 * Makes this process the only launcher of a data folder. Throws a Stop when another one runs. What a launcher that was
 * killed left running is ended first. Returns `remember(children)`, for the next launcher, and `release()`.
 */
export async function claim(folder) {
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const file = path.join(folder, "launcher.json");
  const mine = { pid: process.pid, identity: identityOf(process.pid), children: [] };
  while (!create(file, mine)) {
    const other = readJson(file);
    if (other && isAlive(other)) {
      throw new Stop(
        `Daypass already runs on ${folder} (process ${other.pid}).\nStop it first, or give this one a folder and a port of its own: DAYPASS_DATA=.data-two PORT=4000 npm start`,
      );
    }
    await endAll(other?.children ?? []);
    // Two launchers may find the same dead one: each removes only the file that it judged.
    if (readJson(file)?.pid === other?.pid) rmSync(file, { force: true });
    await sleep(50 * Math.random());
  }
  await sleep(20);
  if (readJson(file)?.pid !== process.pid) return claim(folder);
  return {
    remember: (pids) =>
      writePrivateJson(file, { ...mine, children: pids.map((pid) => ({ pid, identity: identityOf(pid) })) }),
    release: () => rmSync(file, { force: true }),
  };
}

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
