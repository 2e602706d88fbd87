import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { build } from "esbuild";
import type { Config } from "@/lib/config/config";

const root = path.resolve(import.meta.dirname, "../..");

/** Processes that deliver and can be killed at any moment. */
export interface FireProcesses {
  start(): Promise<ChildProcess>;
  /** SIGKILL: nothing in it hears of it. */
  kill(child: ChildProcess): Promise<void>;
  killAll(): Promise<void>;
}

export async function prepareFireProcesses(config: Partial<Config>): Promise<FireProcesses> {
  const file = path.join(root, `.data-test/fire-worker-${process.pid}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: ["lib/outbox/test-fire-worker.ts"],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    logLevel: "silent",
  });
  const running = new Set<ChildProcess>();
  const kill = async (child: ChildProcess) => {
    running.delete(child);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  };
  return {
    async start() {
      const child = fork(file, [JSON.stringify(config)], { execArgv: [] });
      running.add(child);
      await once(child, "message");
      return child;
    },
    kill,
    async killAll() {
      await Promise.all([...running].map(kill));
    },
  };
}
