import { createHash } from "node:crypto";
import { setImmediate as breathe } from "node:timers/promises";
import type { Config, SourceConfig } from "@/lib/config/config";
import { digestOf } from "@/lib/declarations/digest";
import { readDeclarations } from "@/lib/declarations/reader";
import type { FileReport } from "@/lib/declarations/report";
import { readFolder } from "./folder";

/** Everything that a source says at one moment. */
export interface SourceReading {
  files: ReadFile[];
  /** Over the files and the rules by which they were read: equal digests mean equal catalogues. */
  digest: string;
}

export type ReadFile = { path: string; report: FileReport } | { path: string; problem: string };

/** Raised when the meaning of a file changes with the same bytes. */
const readerVersion = 1;

// By source, then by digest of the bytes: reading a folder again costs what changed in it.
const known = new Map<string, Map<string, FileReport>>();

/** Reads and judges all files of a source. Throws when the source cannot be read whole. */
export async function readSource(
  source: SourceConfig,
  config: Pick<Config, "issuers">,
): Promise<SourceReading> {
  const issuers = config.issuers.map(({ issuer, allowOwnerMappings }) => ({ issuer, allowOwnerMappings }));
  const rules = digestOf({ readerVersion, issuers });
  const before = known.get(source.name);
  const now = new Map<string, FileReport>();
  const files: ReadFile[] = [];
  const marks: string[][] = [];
  for await (const file of readFolder(source.path)) {
    if ("problem" in file) {
      files.push(file);
      marks.push([file.path, file.problem]);
      continue;
    }
    const mark = createHash("sha256").update(file.bytes).digest("hex");
    const key = `${rules} ${file.path} ${mark}`;
    let report = before?.get(key);
    if (!report) {
      report = readDeclarations(file.bytes, file.path, { issuers });
      // A large folder must not keep the process from answering.
      await breathe();
    }
    now.set(key, report);
    files.push({ path: file.path, report });
    marks.push([file.path, mark]);
  }
  if (files.length === 0) throw new Error("The folder holds no declaration file (.yaml, .yml or .json).");
  known.set(source.name, now);
  return { files, digest: digestOf({ rules, declares: source.declares, files: marks }) };
}
