import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { GitSourceConfig } from "@/lib/config/config";
import { SourceClosed, SourceFailure } from "../source-failure";
import { sizeOf } from "./clone-folder";
import { fetchFailure } from "./failure-words";
import { fetchEnvironment, gitEnvironment, sshKeyFile } from "./git-environment";
import { GitError, runGit } from "./run-git";

export interface GitLimits {
  /** Time for one fetch, and for reading what it brought. */
  milliseconds: number;
  /** Of everything that is kept of the repository. */
  bytes: number;
}

export const gitLimits: GitLimits = { milliseconds: 60_000, bytes: 500_000_000 };

/** Where the branch is kept in our bare repository. */
export const ourRef = "refs/heads/source";

// Ours alone, and written again after a fetch: what a partial one adds would make git fetch what it left out.
const repositoryConfig = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n";

const measureEveryMs = 250;

/**
 * Brings the newest commit of the branch, and nothing before it, into a bare repository in `home`. Throws a SourceFailure
 * with words for people, and
 * SourceClosed when `signal` ends it.
 */
export async function fetchBranch(
  source: GitSourceConfig,
  home: string,
  limits: GitLimits,
  signal: AbortSignal,
): Promise<void> {
  const repository = path.join(home, "repository");
  // What is no longer needed is never removed from a clone, but with it.
  if ((await sizeOf(repository)) > limits.bytes / 2) await rm(repository, { recursive: true, force: true });
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort("time"), limits.milliseconds);
  const meter = setInterval(async () => {
    if ((await sizeOf(repository)) > limits.bytes) stop.abort("size");
  }, measureEveryMs);
  try {
    await prepare(source, home, repository, signal);
    await runGit(fetchArguments(source), {
      env: fetchEnvironment(source, home),
      cwd: repository,
      signal: AbortSignal.any([signal, stop.signal]),
    });
    await writeConfig(repository);
    if ((await sizeOf(repository)) > limits.bytes) stop.abort("size");
    stop.signal.throwIfAborted();
  } catch (error) {
    // A fetch that was cut off may have left anything.
    if (stop.signal.aborted || signal.aborted) await rm(repository, { recursive: true, force: true });
    throw signal.aborted ? new SourceClosed() : failureOf(error, stop.signal, source, limits);
  } finally {
    clearTimeout(timer);
    clearInterval(meter);
  }
}

async function prepare(
  source: GitSourceConfig,
  home: string,
  repository: string,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(repository, { recursive: true, mode: 0o700 });
  const run = { env: gitEnvironment(home), cwd: repository, signal };
  await runGit(["init", "--quiet", "--bare", "--template=", "."], run);
  await writeConfig(repository);
  if (source.credentials?.kind === "ssh-key")
    await writeFile(sshKeyFile(home), source.credentials.privateKey, { mode: 0o600 });
}

const writeConfig = (repository: string) => writeFile(path.join(repository, "config"), repositoryConfig);

const fetchArguments = ({ url, branch }: GitSourceConfig) => [
  "fetch",
  "--quiet",
  "--force",
  "--depth=1",
  "--no-tags",
  "--no-recurse-submodules",
  "--no-write-fetch-head",
  "--no-auto-maintenance",
  // No declaration is larger; where the server cannot leave anything out, everything comes.
  "--filter=blob:limit=2m",
  "--",
  url,
  `+refs/heads/${branch}:${ourRef}`,
];

function failureOf(error: unknown, stop: AbortSignal, source: GitSourceConfig, limits: GitLimits): Error {
  if (stop.reason === "time")
    return new SourceFailure(
      `The repository did not arrive within ${limits.milliseconds / 1000} s.`,
      "The server is slow or hangs. It is tried again by itself.",
    );
  if (stop.reason === "size")
    return new SourceFailure(
      `The repository is larger than ${Math.round(limits.bytes / 1_000_000)} MB.`,
      "Keep declarations in a repository of their own.",
    );
  const missing = gitIsMissing(error);
  if (missing || !(error instanceof GitError)) return missing ?? new Error("The repository cannot be kept.");
  const { credentials } = source;
  const secrets = credentials?.kind === "password" ? [credentials.password] : [];
  return fetchFailure(error.stderr, source.branch, secrets);
}

function gitIsMissing(error: unknown): SourceFailure | null {
  if (!(error instanceof GitError) || error.reason !== "missing") return null;
  return new SourceFailure("The program git cannot be run.", "Install git on the machine that runs Daypass.");
}
