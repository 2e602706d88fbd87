import { Readable, Writable } from "node:stream";
import { daypass } from "./daypass";

/** What a command said, and how it ended. */
export interface Said {
  code: number;
  out: string;
  err: string;
}

interface World {
  cwd: string;
  stdin?: string;
  env?: Record<string, string>;
  /** Both outputs are a terminal. */
  isTerminal?: boolean;
}

/** Runs `daypass` in this process as a shell would in `cwd`. */
export async function runDaypass(args: string[], { cwd, stdin, env = {}, isTerminal }: World): Promise<Said> {
  const [out, err] = [collector(isTerminal), collector(isTerminal)];
  const code = await daypass(args, {
    stdout: out.stream,
    stderr: err.stream,
    stdin: stdin === undefined ? undefined : Readable.from([stdin]),
    env,
    cwd,
  });
  return { code, out: out.text(), err: err.text() };
}

function collector(isTTY = false) {
  const chunks: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY }), text: () => chunks.join("") };
}
