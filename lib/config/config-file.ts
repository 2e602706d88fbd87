import { readFileSync } from "node:fs";
import path from "node:path";
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { ConfigProblem } from "./config-error";
import type { Variables } from "./environment";
import { explain } from "./explain";
import { type ConfigFile, configFile } from "./file-schema";

/** A daypass.yaml that was found and read, and what points into it. */
export interface LocatedFile {
  value: ConfigFile;
  folder: string;
  /** Reports a problem at `path` of the file. */
  complain(path: readonly PropertyKey[], message: string): void;
}

/** Finds and reads daypass.yaml. Null when it cannot be used; why has been reported. */
export function readConfigFile(env: Variables, cwd: string, problems: ConfigProblem[]): LocatedFile | null {
  const shown = env.DAYPASS_CONFIG || "daypass.yaml";
  const file = path.resolve(cwd, shown);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const why =
      error instanceof Error && "code" in error && error.code === "ENOENT"
        ? "does not exist"
        : "cannot be read";
    const hint = env.DAYPASS_CONFIG ? "" : " Create it, or set DAYPASS_CONFIG to its path.";
    problems.push({ where: shown, message: `${why}.${hint}` });
    return null;
  }
  const lines = new LineCounter();
  const complainAt = (offset: number, message: string) => {
    const { line, col } = lines.linePos(offset);
    problems.push({ where: `${shown}:${line}:${col}`, message });
  };
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  for (const error of [...document.errors, ...document.warnings]) complainAt(error.pos[0], error.message);
  if (document.errors.length > 0 || document.warnings.length > 0) return null;

  const complain = (at: readonly PropertyKey[], message: string) =>
    complainAt(offsetOf(document, at), message);
  const parsed = configFile.safeParse(document.toJS());
  if (parsed.success) return { value: parsed.data, folder: path.dirname(file), complain };
  for (const issue of parsed.error.issues)
    for (const found of explain(issue)) complain(found.path, found.message);
  return null;
}

/** Where `at` begins, or the nearest place above it that exists; of a map entry, its key. */
function offsetOf(document: Document.Parsed, at: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range[0] ?? 0;
  for (const step of at) {
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === step) : undefined;
    const item = isSeq(node) && typeof step === "number" ? node.items[step] : undefined;
    const mark = pair ? pair.key : item;
    if (!isNode(mark) || !mark.range) return offset;
    offset = mark.range[0];
    node = pair ? pair.value : item;
  }
  return offset;
}
