import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import path from "node:path";
import { mostBytes } from "@/lib/declarations/bytes";
import { readFolder } from "@/lib/sources/folder/read-folder";
import type { SourceFile } from "@/lib/sources/source";
import type { Io } from "./io";

/** A file as it was read, or why it was not; or a path that could not be looked into. `path` is as people see it. */
export type Input = SourceFile | { path: string; unusable: string };

const standardInput = "<stdin>";

/** Everything that `paths` name, each file once: in the order given, and in a folder in the order of the names. */
export async function* readInputs(paths: string[], io: Io): AsyncGenerator<Input> {
  const seen = new Set<string>();
  for (const given of paths) {
    for await (const input of readPath(given, io)) {
      if (seen.has(input.path)) continue;
      seen.add(input.path);
      yield input;
    }
  }
}

async function* readPath(given: string, io: Io): AsyncGenerator<Input> {
  if (given === "-") {
    yield { path: standardInput, bytes: await start(io.stdin ?? []) };
    return;
  }
  const absolute = path.resolve(io.cwd, given);
  const shown = shownPath(absolute, io.cwd);
  try {
    if ((await stat(absolute)).isDirectory()) {
      for await (const file of readFolder(absolute)) yield { ...file, path: joined(shown, file.path) };
    } else yield { path: shown, bytes: await start(createReadStream(absolute)) };
  } catch (error) {
    yield { path: printed(given), unusable: reason(error) };
  }
}

/** Relative to where one stands, unless that leads upwards; with slashes on every system. */
function shownPath(absolute: string, cwd: string): string {
  const relative = path.relative(cwd, absolute);
  const isBelow = relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
  return printed(isBelow ? relative : absolute);
}

const printed = (file: string) => file.replaceAll(path.sep, "/");

const joined = (folder: string, file: string) =>
  folder === "" ? file : `${folder.replace(/\/$/, "")}/${file}`;

/** As much as is needed to see that it is too much: a pipe need not have an end. */
async function start(stream: AsyncIterable<Uint8Array | string> | Uint8Array[]): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    chunks.push(bytes);
    size += bytes.length;
    if (size > mostBytes) break;
  }
  return Buffer.concat(chunks);
}

function reason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT" || code === "ENOTDIR") return "there is no such file or folder.";
  if (code === "EACCES" || code === "EPERM") return "it may not be read.";
  return error instanceof Error ? error.message : "it cannot be read.";
}
