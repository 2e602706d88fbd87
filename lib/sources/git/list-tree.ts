import { mostBytes } from "@/lib/declarations/bytes";
import {
  deepestFolder,
  isDeclarationFile,
  isLeftAlone,
  mostFiles,
  tooDeep,
  tooManyFiles,
} from "../declaration-file";
import { SourceFailure } from "../source-failure";
import { GitError, type GitRun, runGit } from "./run-git";

/** An entry of the tree that matters: a blob to read, or why there is none. */
export type TreeEntry =
  | { path: string; blob: string }
  | { path: string; problem: string }
  | { path: string; skipped: string };

const mostListing = 64 * 1024 * 1024;

/** The declaration files of a folder of a commit, by path. Nothing is checked out, and no link is followed. */
export async function listTree(commit: string, folder: string, run: GitRun): Promise<TreeEntry[]> {
  const tree = folder === "" ? commit : `${commit}:${folder}`;
  const output = await runGit(["ls-tree", "-r", "-l", "-z", "--full-tree", tree], run, mostListing).catch(
    (error: unknown) => {
      if (!(error instanceof GitError)) throw error;
      if (error.reason === "too-much")
        throw new SourceFailure("The repository holds too many files.", "Name a folder inside it as path.");
      if (folder !== "" && /Not a valid object name|not a tree object/.test(error.stderr))
        throw new SourceFailure(
          `The repository has no folder ${folder}.`,
          "Look at the path of the source in daypass.yaml.",
        );
      throw error;
    },
  );
  const entries = output.toString("utf8").split("\0").flatMap(entryOf);
  if (entries.length > mostFiles) throw tooManyFiles();
  // By code unit, as a folder is read.
  return entries.sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** "<mode> <type> <id> <size>\t<path>"; the size is a dash for what is no blob, and BAD for one that was left out. */
function entryOf(line: string): TreeEntry[] {
  const [, mode, id, size, path] = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-|BAD)\t(.*)$/s.exec(line) ?? [];
  if (!mode || !id || !path) return [];
  const steps = path.split("/");
  if (steps.some(isLeftAlone)) return [];
  if (mode === "160000")
    return [{ path, skipped: "This is a submodule, which is another repository and was not read." }];
  if (!isDeclarationFile(path)) return [];
  if (steps.length - 1 > deepestFolder) throw tooDeep(path);
  if (mode === "120000")
    return [{ path, problem: "This is a symbolic link, which is not followed in a repository." }];
  if (size === "BAD" || Number(size) > mostBytes)
    return [{ path, problem: `The file is larger than ${mostBytes / 1024} KiB.` }];
  return [{ path, blob: id }];
}
