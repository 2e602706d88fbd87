import { Worker } from "node:worker_threads";
import type { ReaderTask } from "./reader-worker";
import type { FileReport } from "./report";

export interface ThreadLimits {
  /** For one file. */
  timeLimitMs: number;
  /** Of the thread's heap. */
  memoryLimitMb: number;
}

/** Why a thread gave no report, and does not live any more. */
export type Stopped = "time" | "memory" | "crash" | "closed";

export type Outcome = { report: FileReport } | { stopped: Stopped; error?: unknown };

export interface ReaderThread {
  /** One file at a time. After an outcome without a report the thread is gone. */
  read(task: ReaderTask): Promise<Outcome>;
  end(): Promise<void>;
}

const startLimitMs = 30_000;

/** Starts a thread that reads files. Throws when it does not come up: that is never the fault of a file, or when `closing`. */
export async function startThread(
  entry: string | URL,
  { timeLimitMs, memoryLimitMb }: ThreadLimits,
  closing: AbortSignal,
): Promise<ReaderThread> {
  const worker = new Worker(entry, {
    name: "daypass-reader",
    // Whatever a file could make the reader do, there is no secret to be found here.
    env: {},
    argv: [],
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb, maxYoungGenerationSizeMb: youngMb },
  });
  let settle: ((outcome: Outcome | "ready") => void) | undefined;
  worker.on("message", (message: FileReport | "ready") =>
    settle?.(message === "ready" ? message : { report: message }),
  );
  worker.on("error", (error) => settle?.({ stopped: isOutOfMemory(error) ? "memory" : "crash", error }));
  worker.on("exit", () => settle?.({ stopped: "crash", error: new Error("A reading thread ended.") }));
  // The timer of a task keeps the process alive, and nothing else does.
  worker.unref();

  const next = (limitMs: number, begin?: () => void) =>
    new Promise<Outcome | "ready">((resolve) => {
      // An answer that came while this thread was busy with something else still counts.
      const timer = setTimeout(() => setImmediate(() => settle?.({ stopped: "time" })), limitMs);
      settle = (outcome) => {
        settle = undefined;
        clearTimeout(timer);
        if (outcome !== "ready" && "stopped" in outcome) void worker.terminate();
        resolve(outcome);
      };
      begin?.();
    });

  const giveUp = () => settle?.({ stopped: "closed" });
  closing.addEventListener("abort", giveUp, { once: true });
  const first = await next(startLimitMs);
  closing.removeEventListener("abort", giveUp);
  if (first !== "ready") throw notStarted(first);
  return {
    async read(task) {
      const outcome = await next(timeLimitMs, () => worker.postMessage(task, [task.bytes.buffer]));
      return outcome === "ready" ? { stopped: "crash" } : outcome;
    },
    async end() {
      settle?.({ stopped: "closed" });
      await worker.terminate();
    },
  };
}

const youngMb = 16;

const isOutOfMemory = (error: Error) => "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";

const notStarted = (outcome: Outcome) =>
  new Error("The reader of declarations did not start.", {
    cause: "error" in outcome ? outcome.error : undefined,
  });
