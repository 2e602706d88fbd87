import { existsSync, openSync, readFileSync, renameSync } from "node:fs";
import path from "node:path";

/** Begins a new log in `folder`; the one of the start before is kept beside it. */
export function openLog(folder) {
  const file = path.join(folder, "daypass.log");
  if (existsSync(file)) renameSync(file, `${file}.1`);
  return {
    file,
    descriptor: openSync(file, "a", 0o600),
    end: () => readFileSync(file, "utf8").trimEnd().split("\n").slice(-20).join("\n"),
  };
}
