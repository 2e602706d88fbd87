import { createHash } from "node:crypto";
import type { Snapshot, SourceFile } from "../source";

export interface UploadedFile {
  path: string;
  bytes: Uint8Array;
}

/** A set of uploaded files as one state of their source. */
export function uploadSnapshot(files: readonly UploadedFile[], author: string, at: Date): Snapshot {
  // By code unit, as a folder is read.
  const inOrder = files.toSorted((one, other) => (one.path < other.path ? -1 : 1));
  const hash = createHash("sha256");
  for (const { path, bytes } of inOrder) hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  const id = hash.digest("hex");
  const version = {
    id,
    label: id.slice(0, 12),
    author,
    at: at.toISOString(),
    title: files.length === 1 ? (files[0]?.path ?? null) : `${files.length} files`,
  };
  return { version, files: oneByOne(inOrder) };
}

async function* oneByOne(files: readonly SourceFile[]): AsyncGenerator<SourceFile> {
  yield* files;
}
