import { rm } from "node:fs/promises";
import path from "node:path";
import type { GitSourceConfig } from "@/lib/config/config";
import type { OpenSource, Snapshot, SourceFile } from "../source";
import { SourceClosed, SourceFailure } from "../source-failure";
import { makeCloneFolder, removeLeftovers } from "./clone-folder";
import { readCommit } from "./commit";
import { fetchBranch, type GitLimits, gitLimits } from "./fetch-branch";
import { gitEnvironment } from "./git-environment";
import { listTree } from "./list-tree";
import { readBlobs } from "./read-blobs";
import { GitError, type GitRun } from "./run-git";

/**
 * One branch of a git repository: its newest commit is fetched into a bare repository in a folder of this process, and its
 * files are read from the objects. There is no work tree, so no link, no hook, no filter and no submodule ever acts.
 */
export function openGit(
  source: GitSourceConfig,
  cacheFolder: string,
  limits: GitLimits = gitLimits,
): OpenSource {
  const closing = new AbortController();
  let home: Promise<string> | undefined;
  let reading: Promise<unknown> = Promise.resolve();

  const makeHome = async () => {
    await removeLeftovers(cacheFolder);
    return makeCloneFolder(cacheFolder);
  };
  const read = async (): Promise<Snapshot> => {
    home ??= makeHome();
    const folder = await home.catch((error: unknown) => {
      home = undefined;
      throw error;
    });
    await fetchBranch(source, folder, limits, closing.signal);
    const repository = path.join(folder, "repository");
    const run: GitRun = {
      env: gitEnvironment(folder),
      cwd: repository,
      signal: AbortSignal.any([closing.signal, AbortSignal.timeout(limits.milliseconds)]),
    };
    try {
      const version = await readCommit(run);
      const entries = await listTree(version.id, source.path, run);
      return {
        version,
        files: inWords(readBlobs(entries, { ...run, signal: closing.signal }), closing.signal),
      };
    } catch (error) {
      // What git itself cannot read is begun anew.
      if (error instanceof GitError) await rm(repository, { recursive: true, force: true });
      throw asFailure(error, closing.signal);
    }
  };
  return {
    read() {
      const snapshot = read();
      reading = snapshot.catch(() => {});
      return snapshot;
    },
    // Nobody tells but the poll and the push webhook.
    watch() {},
    async close() {
      closing.abort();
      await reading;
      const folder = await home?.catch(() => undefined);
      if (folder) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function* inWords(files: AsyncGenerator<SourceFile>, closing: AbortSignal): AsyncGenerator<SourceFile> {
  try {
    yield* files;
  } catch (error) {
    throw asFailure(error, closing);
  }
}

function asFailure(error: unknown, closing: AbortSignal): unknown {
  if (closing.aborted) return new SourceClosed();
  if (!(error instanceof GitError)) return error;
  return new SourceFailure(
    "What was fetched of the repository cannot be read.",
    "It is fetched again by itself.",
  );
}
