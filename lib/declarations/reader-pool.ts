import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import type { ReaderOptions } from "./application";
import { mostBytes } from "./bytes";
import { type ReaderThread, startThread, type ThreadLimits } from "./reader-thread";
import type { FileReport } from "./report";
import { stoppedReport } from "./stopped";

/** Reads files away from the thread that answers everybody else. */
export interface Reader {
  /** How many files it reads at the same time. */
  readonly threads: number;
  /**
   * As `readDeclarations`, within limits of time and memory: a file over one of them gets a report that says so, and harms
   * no other. Throws when there is no reading at all: the reader was closed, or its threads do not start.
   */
  read(bytes: Uint8Array, file: string, options?: Partial<ReaderOptions>): Promise<FileReport>;
  /** Stops at once. What was being read is refused. */
  close(): Promise<void>;
}

export interface ReaderSettings extends ThreadLimits {
  threads: number;
  /** After that long without work the threads end; the next file starts them again. */
  idleMs: number;
  /** The program of a thread. */
  entry: string | URL;
  /** Hears of what no file should be able to cause. */
  onCrash(file: string, error: unknown): void;
}

interface Job {
  bytes: Uint8Array;
  file: string;
  options: Partial<ReaderOptions>;
  resolve(report: FileReport): void;
  reject(error: unknown): void;
}

/** Makes a reader. No thread is started before there is a file to read. */
export function createReader(settings: Partial<ReaderSettings> = {}): Reader {
  const { threads, entry, onCrash, idleMs, ...limits } = { ...defaults(), ...settings };
  const waiting: Job[] = [];
  const idle: ReaderThread[] = [];
  const alive = new Set<ReaderThread>();
  let working = 0;
  const closing = new AbortController();
  let retirement: NodeJS.Timeout | undefined;

  const isClosed = () => closing.signal.aborted;
  const start = async () => {
    const thread = await startThread(entry ?? bundledEntry(), limits, closing.signal);
    alive.add(thread);
    return thread;
  };

  /** Works through what is waiting, in a thread that is replaced whenever a file was the end of it. */
  const work = async () => {
    let thread = idle.pop();
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      try {
        thread ??= await start();
        if (await readInside(thread, job, onCrash)) continue;
        alive.delete(thread);
        thread = undefined;
      } catch (error) {
        job.reject(isClosed() ? closedError() : error);
      }
    }
    if (thread) idle.push(thread);
  };

  const retire = () => {
    for (const thread of idle.splice(0)) {
      alive.delete(thread);
      void thread.end();
    }
  };

  return {
    threads,
    read: (bytes, file, options = {}) =>
      new Promise((resolve, reject) => {
        if (isClosed()) return reject(closedError());
        waiting.push({ bytes, file, options, resolve, reject });
        clearTimeout(retirement);
        if (working >= threads) return;
        working += 1;
        void work().finally(() => {
          working -= 1;
          if (working === 0 && !isClosed()) retirement = setTimeout(retire, idleMs).unref();
        });
      }),
    async close() {
      closing.abort();
      clearTimeout(retirement);
      for (const job of waiting.splice(0)) job.reject(closedError());
      await Promise.all([...alive].map((thread) => thread.end()));
    },
  };
}

/** Whether the thread lives on. */
async function readInside(
  thread: ReaderThread,
  { bytes, file, options, resolve, reject }: Job,
  onCrash: ReaderSettings["onCrash"],
): Promise<boolean> {
  // A copy of its own can be handed over; of what is refused for its size, one byte too many is enough.
  const own = new Uint8Array(bytes.subarray(0, mostBytes + 1));
  const outcome = await thread.read({ bytes: own, file, options });
  if ("report" in outcome) {
    resolve(outcome.report);
    return true;
  }
  if (outcome.stopped === "closed") reject(closedError());
  else {
    if (outcome.stopped === "crash") onCrash(file, outcome.error);
    resolve(stoppedReport(file, outcome.stopped));
  }
  return false;
}

const closedError = () => new Error("The reader of declarations was closed.");

// In the root of the package, so that the sources and their bundles name the same file.
const bundledEntry = () => createRequire(import.meta.url).resolve("#declarations/reader-worker");

// Two threads at their limit, and the process is still below 300 MB.
const defaults = (): Omit<ReaderSettings, "entry"> & { entry: ReaderSettings["entry"] | undefined } => ({
  threads: Math.min(2, availableParallelism()),
  timeLimitMs: 2_000,
  memoryLimitMb: 64,
  idleMs: 30_000,
  entry: undefined,
  onCrash: () => undefined,
});
