import { constants } from "node:fs";
import { lstat, open, readdir, realpath } from "node:fs/promises";
import path from "node:path";
import { mostBytes } from "@/lib/declarations/bytes";
import {
  deepestFolder,
  isDeclarationFile,
  isLeftAlone,
  mostFiles,
  tooDeep,
  tooManyFiles,
} from "../declaration-file";
import type { SourceFile } from "../source";
import { SourceFailure } from "../source-failure";

/**
 * Reads the declaration files of a folder, in the order of their paths. Nothing outside the folder is ever read, whatever
 * its links say; names that begin with a dot are left alone. Throws when the folder itself cannot be read whole.
 */
export async function* readFolder(folder: string): AsyncGenerator<SourceFile> {
  const root = await realpath(folder).catch(unreadable);
  let count = 0;
  for await (const file of walk(root, "", 0)) {
    count += 1;
    if (count > mostFiles) throw tooManyFiles();
    yield await readInside(root, file);
  }
}

async function* walk(root: string, below: string, depth: number): AsyncGenerator<string> {
  if (depth > deepestFolder) throw tooDeep(below);
  const entries = await readdir(path.join(root, below), { withFileTypes: true }).catch(unreadable);
  // By code unit, so that every process reads the same order.
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const entry of entries) {
    if (isLeftAlone(entry.name)) continue;
    const inside = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(root, inside, depth + 1);
    else if (isDeclarationFile(entry.name) && (entry.isFile() || entry.isSymbolicLink())) yield inside;
  }
}

/** A link may lead to a file inside the folder, as a mounted ConfigMap's do, and nowhere else. */
async function readInside(root: string, inside: string): Promise<SourceFile> {
  try {
    const target = await realpath(path.join(root, inside));
    if (!target.startsWith(root + path.sep))
      return { path: inside, problem: "The link leads out of the source's folder and was not followed." };
    if (!(await lstat(target)).isFile()) return { path: inside, problem: "This is not a regular file." };
    // The last step of the path may have been exchanged for a link or a pipe since.
    const handle = await open(target, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) return { path: inside, problem: "This is not a regular file." };
      if (stat.size > mostBytes)
        return { path: inside, problem: `The file is larger than ${mostBytes / 1024} KiB.` };
      const bytes = await handle.readFile();
      return { path: inside, bytes };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return {
      path: inside,
      problem: `The file could not be read: ${codeOf(error)}.`,
    };
  }
}

function unreadable(error: unknown): never {
  throw new SourceFailure(
    `The folder cannot be read (${codeOf(error)}).`,
    "Look at the path and the permissions of the source.",
  );
}

const codeOf = (error: unknown) =>
  error instanceof Error && "code" in error ? String(error.code) : "unknown error";
