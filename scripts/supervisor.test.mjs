import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { identityOf } from "./processes.mjs";

const module = (file) => JSON.stringify(new URL(file, import.meta.url).href);
let folder = "";
let launcher = null;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "daypass-supervisor-"));
});
afterEach(() => {
  launcher?.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

/** Starts a launcher with two children; `second` is the program of the later one. Resolves to the children's pids. */
async function launch(second = "setInterval(() => {}, 1000)") {
  const files = ["first", "second"].map((name) => path.join(folder, `${name}.mjs`));
  writeFileSync(files[0], "setInterval(() => {}, 1000)");
  writeFileSync(files[1], second);
  const program = `
    const { supervise } = await import(${module("./supervisor.mjs")});
    const { stopOnSignals } = await import(${module("./stopping.mjs")});
    let pids = [];
    const supervisor = supervise({ graceMs: 500, onChange: (now) => { pids = now; }, cleanUp: () => console.log("cleaned up") });
    stopOnSignals(supervisor.stop);
    supervisor.start("first", [${JSON.stringify(files[0])}], {});
    supervisor.start("second", [${JSON.stringify(files[1])}], {});
    console.log(JSON.stringify(pids));`;
  launcher = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  launcher.said = "";
  const [line] = await once(launcher.stdout, "data");
  launcher.stdout.on("data", (chunk) => (launcher.said += chunk));
  return JSON.parse(String(line).split("\n")[0]);
}

async function allEnded(pids) {
  for (let patience = 200; patience > 0 && pids.some((pid) => identityOf(pid) !== null); patience--)
    await sleep(50);
  return pids.every((pid) => identityOf(pid) === null);
}

test("a signal ends every child and then cleans up", async () => {
  const pids = await launch();
  await sleep(200);
  launcher.kill("SIGINT");
  expect(await once(launcher, "close")).toEqual([0, null]);
  expect(launcher.said).toContain("cleaned up");
  expect(await allEnded(pids)).toBe(true);
});

test("a child that does not listen is ended all the same", async () => {
  const pids = await launch("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)");
  await sleep(300);
  const askedAt = Date.now();
  launcher.kill("SIGTERM");
  await once(launcher, "close");
  expect(Date.now() - askedAt).toBeLessThan(3000);
  expect(await allEnded(pids)).toBe(true);
});

test("the end of one child is the end of all, and is an error", async () => {
  const pids = await launch();
  process.kill(pids[1], "SIGKILL");
  expect(await once(launcher, "close")).toEqual([1, null]);
  expect(launcher.said).toContain("The second ended (SIGKILL)");
  expect(await allEnded(pids)).toBe(true);
});

test("children of a launcher that was killed end by themselves", async () => {
  const pids = await launch();
  await sleep(300);
  launcher.kill("SIGKILL");
  expect(await allEnded(pids)).toBe(true);
});

test("children of a launcher that was killed at once end too", async () => {
  const pids = await launch();
  launcher.kill("SIGKILL");
  expect(await allEnded(pids)).toBe(true);
});

test("children know nothing of Ctrl-C: they are in groups of their own", async () => {
  const pids = await launch();
  if (process.platform === "linux") {
    for (const pid of pids) {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      expect(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[2]).toBe(String(pid));
    }
  }
  expect(pids).toHaveLength(2);
});
