import { parentPort } from "node:worker_threads";
import type { ReaderOptions } from "./application";
import { readDeclarations } from "./reader";

/** One file for a reading thread. */
export interface ReaderTask {
  bytes: Uint8Array<ArrayBuffer>;
  file: string;
  options: Partial<ReaderOptions>;
}

// The entry of a thread, bundled by itself: scripts/build.mjs. It says that it is there, then answers one task after another.
parentPort?.on("message", ({ bytes, file, options }: ReaderTask) => {
  parentPort?.postMessage(readDeclarations(bytes, file, options));
});
parentPort?.postMessage("ready");
