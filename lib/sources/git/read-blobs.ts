import type { SourceFile } from "../source";
import type { TreeEntry } from "./list-tree";
import { GitError, type GitRun, startGit } from "./run-git";

/** The files of a listing, in its order, one at a time in memory. Throws a GitError when git does not give them all. */
export async function* readBlobs(entries: readonly TreeEntry[], run: GitRun): AsyncGenerator<SourceFile> {
  const git = startGit(["cat-file", "--batch"], run);
  try {
    for (const entry of entries) if ("blob" in entry) git.stdin.write(`${entry.blob}\n`);
    git.stdin.end();
    const output = reader(git.stdout);
    for (const entry of entries) {
      if (!("blob" in entry)) {
        yield entry;
        continue;
      }
      const [, id, size] = /^([0-9a-f]+) blob (\d+)$/.exec(await output.line()) ?? [];
      if (id !== entry.blob) throw new GitError("failed", "");
      const bytes = await output.take(Number(size));
      await output.take(1);
      yield { path: entry.path, bytes };
    }
  } finally {
    git.kill();
    await git.ended;
  }
}

const lineFeed = 0x0a;
const longestLine = 200;

function reader(stream: AsyncIterable<Buffer>) {
  const chunks = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  const more = async () => {
    const { done, value } = await chunks.next();
    if (done) throw new GitError("failed", "");
    return value;
  };
  return {
    async line(): Promise<string> {
      let end = rest.indexOf(lineFeed);
      while (end < 0) {
        if (rest.length > longestLine) throw new GitError("failed", "");
        rest = Buffer.concat([rest, await more()]);
        end = rest.indexOf(lineFeed);
      }
      const text = rest.toString("latin1", 0, end);
      rest = rest.subarray(end + 1);
      return text;
    },
    async take(size: number): Promise<Uint8Array> {
      const parts = [rest];
      let length = rest.length;
      while (length < size) {
        const part = await more();
        parts.push(part);
        length += part.length;
      }
      const whole = parts.length === 1 ? rest : Buffer.concat(parts);
      rest = whole.subarray(size);
      return Uint8Array.from(whole.subarray(0, size));
    },
  };
}
