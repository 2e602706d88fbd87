import { ClusterError } from "./cluster-error";

/**
 * The lines of a stream of UTF-8 that may be cut anywhere. What follows the last line feed is not a line: the connection
 * ended in the middle of it. Throws a ClusterError for a line of more than `mostBytes`.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, mostBytes: number): AsyncGenerator<string> {
  let pieces: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    let start = 0;
    // A line feed is never part of a longer UTF-8 sequence.
    for (let feed = chunk.indexOf(0x0a); feed >= 0; feed = chunk.indexOf(0x0a, start)) {
      const line = [...pieces, chunk.subarray(start, feed)];
      if (size + feed - start > mostBytes) throw tooLong(mostBytes);
      pieces = [];
      size = 0;
      start = feed + 1;
      yield Buffer.concat(line).toString("utf8");
    }
    pieces.push(chunk.subarray(start));
    size += chunk.length - start;
    if (size > mostBytes) throw tooLong(mostBytes);
  }
}

const tooLong = (mostBytes: number) =>
  new ClusterError(`The API server sent an event of more than ${mostBytes / 1024} KiB.`);
