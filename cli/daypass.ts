import { version } from "../package.json";
import { type Io, write } from "./io";
import { lint } from "./lint";
import { preview } from "./preview";
import { UsageError } from "./usage";
import { verifyService } from "./verify-service";

interface Command {
  summary: string;
  run(args: string[], io: Io): Promise<number>;
}

/** By name; a name may be of two words. */
const commands: Record<string, Command> = {
  lint: { summary: "Read declarations and say what is wrong with them", run: lint },
  "declarations preview": { summary: "Say what changed declarations would do to people", run: preview },
  "verify-service": {
    summary: "Attack a protected service, and say what it wrongly accepts",
    run: verifyService,
  },
};

/** Runs one command and gives its exit code: 2 when it was called in a way that makes no sense. */
export async function daypass(args: string[], io: Io): Promise<number> {
  const [first, second] = args;
  if (first === "--version") return say(io.stdout, `${version}\n`, 0);
  if (first === "--help" || first === "-h" || first === "help") return say(io.stdout, help(), 0);
  if (first === undefined) return say(io.stderr, help(), 2);
  const found = find(first, second);
  if (!found) {
    const what = first.startsWith("-") ? "option" : "command";
    return say(io.stderr, `daypass: there is no ${what} ${first}. See daypass --help.\n`, 2);
  }
  try {
    return await found.command.run(args.slice(found.words), io);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return say(io.stderr, `daypass ${found.name}: ${error.message} See daypass ${found.name} --help.\n`, 2);
  }
}

function find(first: string, second: string | undefined) {
  for (const name of [`${first} ${second}`, first]) {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command) return { name, command, words: name.split(" ").length };
  }
  return undefined;
}

async function say(stream: NodeJS.WritableStream, text: string, code: number): Promise<number> {
  await write(stream, text);
  return code;
}

function help(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length)) + 2;
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}${summary}`);
  return `Usage: daypass COMMAND [options]

${lines.join("\n")}

  daypass COMMAND --help   what a command takes
  daypass --version        which Daypass this is
`;
}
