import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { SentFile } from "./preview-api";
import { UsageError } from "./usage";

const declarationFile = /\.(?:ya?ml|json)$/i;

/** The changed files as the source has them: relative to `base`, with slashes. Throws a UsageError for what cannot be read. */
export async function collectFiles(
  { base, paths, deleted }: { base: string; paths: readonly string[]; deleted: readonly string[] },
  cwd: string,
): Promise<SentFile[]> {
  const root = path.resolve(cwd, base);
  const files = new Map<string, SentFile>();
  for (const given of paths) {
    for (const file of await filesAt(path.resolve(cwd, given), given)) {
      const inside = insideOf(root, file, given);
      files.set(inside, { path: inside, content: await readFile(file, "utf8") });
    }
  }
  for (const given of deleted) {
    const inside = insideOf(root, path.resolve(cwd, given), given);
    files.set(inside, { path: inside, content: null });
  }
  return [...files.values()];
}

async function filesAt(place: string, given: string): Promise<string[]> {
  const found = await stat(place).catch(() => {
    throw new UsageError(`${given} cannot be read; name a deleted file with --deleted.`);
  });
  if (!found.isDirectory()) return [place];
  const entries = await readdir(place, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && declarationFile.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted();
}

function insideOf(root: string, file: string, given: string): string {
  const inside = path.relative(root, file);
  if (inside === "" || inside.startsWith("..") || path.isAbsolute(inside))
    throw new UsageError(`${given} lies outside of ${root}; --base says where the source begins.`);
  return inside.split(path.sep).join("/");
}
