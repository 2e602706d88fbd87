import { type FSWatcher, watch } from "node:fs";
import type { FolderSourceConfig } from "@/lib/config/config";
import type { Logger } from "@/lib/log/log";
import type { OpenSource } from "../source";
import { readFolder } from "./read-folder";

const settleMs = 400;
const listenAgainMs = 60_000;

/** A folder of this machine. What its file system tells is heard at once, once it has settled. */
export function openFolder({ name, path }: FolderSourceConfig, log: Logger): OpenSource {
  let watcher: FSWatcher | undefined;
  let settling: NodeJS.Timeout | undefined;
  let listeningAgain: NodeJS.Timeout | undefined;
  let closed = false;

  const listen = (onChange: () => void) => {
    const soon = () => {
      clearTimeout(settling);
      if (!closed) settling = setTimeout(onChange, settleMs);
    };
    try {
      watcher = watch(path, { recursive: true, persistent: false }, soon);
      watcher.on("error", (err) => {
        log.warn({ err, source: name }, "file changes are no longer seen at once");
        watcher?.close();
        watcher = undefined;
      });
    } catch {
      // The folder is not there yet.
      watcher = undefined;
    }
  };
  return {
    read: async () => ({ version: null, files: readFolder(path) }),
    watch(onChange) {
      listen(onChange);
      listeningAgain = setInterval(() => {
        if (!watcher) listen(onChange);
      }, listenAgainMs);
      listeningAgain.unref();
    },
    async close() {
      closed = true;
      clearTimeout(settling);
      clearInterval(listeningAgain);
      watcher?.close();
    },
  };
}
