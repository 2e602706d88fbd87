import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";

/** How one command of git is run. */
export interface GitRun {
  /** The whole environment: nothing of this process is handed down beside it. */
  env: NodeJS.ProcessEnv;
  cwd: string;
  signal: AbortSignal;
}

/** A command of git that did not end well. `stderr` may quote what a server said. */
export class GitError extends Error {
  constructor(
    readonly reason: "failed" | "aborted" | "too-much" | "missing",
    readonly stderr: string,
  ) {
    super(`git ${reason}`);
    this.name = "GitError";
  }
}

type GitProcess = ChildProcessByStdio<Writable, Readable, Readable>;

/** A running git in a process group of its own, without a shell. `ended` never rejects. */
export interface RunningGit {
  stdin: Writable;
  stdout: Readable;
  /** Resolves to null when git ended well. */
  ended: Promise<GitError | null>;
  /** Ends git and everything that it started. */
  kill(): void;
}

const mostStderr = 16 * 1024;

export function startGit(args: readonly string[], { env, cwd, signal }: GitRun): RunningGit {
  const child: GitProcess = spawn("git", args, {
    cwd,
    env,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
    shell: false,
  });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-mostStderr);
  });
  // A git that ends early closes its input; how it ended says why.
  child.stdin.on("error", () => {});
  const kill = () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // The group is gone already.
    }
  };
  if (signal.aborted) kill();
  signal.addEventListener("abort", kill, { once: true });
  const ended = new Promise<GitError | null>((resolve) => {
    child.once("error", () => resolve(new GitError("missing", "")));
    child.once("close", (code) => {
      if (signal.aborted) resolve(new GitError("aborted", stderr));
      else resolve(code === 0 ? null : new GitError("failed", stderr));
    });
  }).finally(() => signal.removeEventListener("abort", kill));
  return { stdin: child.stdin, stdout: child.stdout, ended, kill };
}

/** Runs git to its end and gives what it wrote. Throws a GitError, also when that is more than `mostBytes`. */
export async function runGit(args: readonly string[], run: GitRun, mostBytes = 64 * 1024): Promise<Buffer> {
  const git = startGit(args, run);
  git.stdin.end();
  const chunks: Buffer[] = [];
  let size = 0;
  git.stdout.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= mostBytes) chunks.push(chunk);
    else git.kill();
  });
  const error = await git.ended;
  if (size > mostBytes) throw new GitError("too-much", "");
  if (error) throw error;
  return Buffer.concat(chunks);
}
