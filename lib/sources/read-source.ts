import { createHash } from "node:crypto";
import { digestOf } from "@/lib/declarations/digest";
import { inParallel } from "@/lib/declarations/in-parallel";
import { knownIssuersOf } from "@/lib/declarations/inert-trust";
import type { FileReport } from "@/lib/declarations/report";
import type { Runtime } from "@/lib/runtime/runtime";
import type { OpenSource, Snapshot, SourceFile, SourceVersion } from "./source";
import { SourceFailure } from "./source-failure";

/** Everything that a source says at one moment. */
export interface SourceReading {
  files: ReadFile[];
  version: SourceVersion | null;
  /** Over the files and the rules by which they were read: equal digests mean equal catalogues. */
  digest: string;
}

export type ReadFile =
  | { path: string; report: FileReport }
  | { path: string; problem: string }
  | { path: string; skipped: string };

/** Raised when the meaning of a file changes with the same bytes. */
const readerVersion = 3;

type Reports = Map<string, FileReport>;

interface Memory {
  reports: Reports;
  /** Of the last whole reading: what it was read by, and what came out. */
  key: string;
  reading: SourceReading;
}

// By source: reading it again costs what changed in it, and nothing at all where its version says that nothing did.
const memories = new Map<string, Memory>();

type Reading = Pick<Runtime, "config" | "reader">;

interface Binding {
  name: string;
  declares: readonly string[];
}

/** Reads and judges all files of a source; null while there is nothing to read. Throws when it cannot be read whole. */
export async function readSource(
  open: Pick<OpenSource, "read">,
  source: Binding,
  runtime: Reading,
): Promise<SourceReading | null> {
  const snapshot = await open.read();
  if (!snapshot) return null;
  const memory = memories.get(source.name);
  const key = digestOf([
    readerVersion,
    knownIssuersOf(runtime.config),
    source.declares,
    snapshot.version?.id ?? null,
  ]);
  if (memory && snapshot.version && memory.key === key)
    return { ...memory.reading, version: snapshot.version };
  const reports: Reports = new Map();
  const reading = await readSnapshot(snapshot, source, runtime, { before: memory?.reports, now: reports });
  // What had to be stopped may be read to its end the next time.
  const isWhole = reading.files.every((file) => !("report" in file) || !file.report.isCutShort);
  memories.set(source.name, { reports, key: isWhole ? key : "", reading });
  return reading;
}

/** The same for files that are at hand. `kept` takes and gives the reports of files that did not change. */
export async function readSnapshot(
  { version, files: found, mayBeEmpty = false }: Snapshot,
  source: Binding,
  { config, reader }: Reading,
  kept: { before?: Reports | undefined; now: Reports } = { now: new Map() },
): Promise<SourceReading> {
  const issuers = knownIssuersOf(config);
  const rules = digestOf({ readerVersion, issuers });
  const judge = async (file: SourceFile): Promise<{ file: ReadFile; mark: string }> => {
    if (!("bytes" in file)) return { file, mark: "problem" in file ? file.problem : file.skipped };
    const mark = createHash("sha256").update(file.bytes).digest("hex");
    const key = `${rules} ${file.path} ${mark}`;
    const report = kept.before?.get(key) ?? (await reader.read(file.bytes, file.path, { issuers }));
    if (!report.isCutShort) kept.now.set(key, report);
    return { file: { path: file.path, report }, mark };
  };
  const files: ReadFile[] = [];
  const marks: string[][] = [];
  for await (const { file, mark } of inParallel(found, reader.threads, judge)) {
    files.push(file);
    marks.push([file.path, mark]);
  }
  // A folder that is not mounted and a path that is mistyped look like this, and take nothing away.
  if (!mayBeEmpty && files.every((file) => "skipped" in file))
    throw new SourceFailure(
      "The source holds no declaration file (.yaml, .yml or .json).",
      "The last good state stays in the catalogue. Look at where the source points.",
    );
  return { files, version, digest: digestOf({ rules, declares: source.declares, files: marks }) };
}
