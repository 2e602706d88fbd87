import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { identityOf } from "./processes.mjs";

const claimModule = new URL("./claim.mjs", import.meta.url).href;
let folder = "";
const started = [];
const stubborn = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "daypass-claim-"));
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
  for (const pid of stubborn.splice(0)) if (identityOf(pid) !== null) process.kill(pid, "SIGKILL");
  rmSync(folder, { recursive: true });
});

/** A launcher that claims the folder, starts one stubborn child, and says how that went. */
async function launcher() {
  const program = `
    import { spawn } from "node:child_process";
    const { claim } = await import(${JSON.stringify(claimModule)});
    try {
      const mine = await claim(${JSON.stringify(folder)});
      const child = spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')"], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
      child.stdout.once("data", () => { mine.remember([child.pid]); console.log("mine " + child.pid); });
      process.on("SIGTERM", () => { mine.leave(); child.kill("SIGKILL"); setTimeout(() => { mine.release(); process.exit(); }, 600); });
      setInterval(() => {}, 1000);
    } catch (error) {
      console.log(error.message);
    }`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  started.push(child);
  const [said] = await once(child.stdout, "data");
  const words = String(said).trim();
  if (words.startsWith("mine")) stubborn.push(Number(words.slice("mine ".length)));
  return { child, said: words };
}

test("a second launcher is told who runs, and how to run beside it", async () => {
  const first = await launcher();
  const second = await launcher();
  expect(second.said).toContain(`already runs on ${folder} (process ${first.child.pid})`);
  expect(second.said).toContain("DAYPASS_DATA=");
});

test("of many launchers at once one wins", async () => {
  const all = await Promise.all(Array.from({ length: 6 }, launcher));
  expect(all.filter(({ said }) => said.startsWith("mine"))).toHaveLength(1);
});

test("a launcher on its way out is waited for", async () => {
  const first = await launcher();
  first.child.kill("SIGTERM");
  await sleep(150);
  expect(identityOf(first.child.pid)).not.toBeNull();
  const second = await launcher();
  expect(second.said).toMatch(/^mine/);
  expect(identityOf(first.child.pid)).toBeNull();
});

test("after a kill the next launcher ends what was left running, however stubborn", async () => {
  const first = await launcher();
  const left = Number(first.said.slice("mine ".length));
  first.child.kill("SIGKILL");
  await once(first.child, "exit");
  expect(identityOf(left)).not.toBeNull();
  const second = await launcher();
  expect(second.said).toMatch(/^mine/);
  expect(identityOf(left)).toBeNull();
});
