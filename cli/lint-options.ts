import { parseOptions, UsageError } from "./usage";

export const formats = ["human", "json", "sarif"] as const;

export interface LintOptions {
  paths: string[];
  format: (typeof formats)[number];
  strict: boolean;
  quiet: boolean;
  help: boolean;
}

export const lintHelp = `Usage: daypass lint [options] PATH...

Reads OAM declarations and says what is wrong with them. Needs no server and no database, and fetches nothing.
A PATH is a file, a folder (its .yaml, .yml and .json files, in all folders below) or - for standard input.

  --format FORMAT   human (default), json (one object per document and line) or sarif (2.1.0)
  --strict          warnings fail as errors do
  --quiet           errors only
  --help            this text

Exit code: 0 nothing is wrong, 1 something is, 2 a path cannot be read or the call makes no sense.
`;

/** Throws a UsageError. */
export function readLintOptions(args: string[]): LintOptions {
  const { values, positionals: paths } = parseOptions({
    args,
    options: {
      format: { type: "string", default: "human" },
      strict: { type: "boolean", default: false },
      quiet: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { strict = false, quiet = false, help = false } = values;
  const format = formats.find((known) => known === values.format);
  if (!format) throw new UsageError(`there is no format ${values.format}; choose ${formats.join(", ")}.`);
  if (paths.length === 0 && !help) throw new UsageError("name at least one file or folder.");
  return { paths, format, strict, quiet, help };
}
