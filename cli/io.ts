import { once } from "node:events";

/** What a command is given of the world. It ends with an exit code and never ends the process. */
export interface Io {
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
  /** Absent: nothing can be read from it. */
  stdin?: NodeJS.ReadableStream;
  env: Record<string, string | undefined>;
  cwd: string;
}

export const isTerminal = (stream: NodeJS.WritableStream): boolean =>
  "isTTY" in stream && stream.isTTY === true;

/** Writes as fast as the other side reads. */
export async function write(stream: NodeJS.WritableStream, text: string): Promise<void> {
  if (text !== "" && !stream.write(text)) await once(stream, "drain");
}
