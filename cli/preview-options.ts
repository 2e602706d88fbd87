import { parseOptions, UsageError } from "./usage";

export const formats = ["text", "json", "markdown"] as const;
export const conditions = ["error", "widening", "ends", "no-approver"] as const;
export type Condition = (typeof conditions)[number];

export interface PreviewOptions {
  /** Origin of the Daypass that is asked. */
  url: URL;
  source: string | undefined;
  /** Paths are told relative to it, as the source has them. */
  base: string;
  format: (typeof formats)[number];
  failOn: ReadonlySet<Condition>;
  complete: boolean;
  paths: string[];
  deleted: string[];
}

export const previewHelp = `Usage: daypass declarations preview [options] PATH...

Asks a Daypass what changed declarations would do once they are merged: to services, people, access and requests.
Nothing is changed. A PATH is a file, or a folder of .yaml, .yml and .json files.

  --url URL          which Daypass (or DAYPASS_URL)
  --source NAME      which of its sources these files belong to; without it services are found by their names
  --base DIR         where the source begins; paths are told relative to it (default: the current folder)
  --deleted PATH     a file that is deleted; may be given more than once
  --complete         the paths are all there is: what is not in them is gone
  --format FORMAT    text (default), json or markdown (for a comment on a pull request)
  --fail-on LIST     what to fail on, by commas: error (default), widening, ends, no-approver
  --help             this text

Signs in with an API token (DAYPASS_TOKEN), or exchanges an OpenID Connect ID token (DAYPASS_ID_TOKEN) for one.
Exit code: 0 nothing of --fail-on, 1 something of it, 2 the call makes no sense or Daypass could not be asked.
`;

/** Null: only help is wanted. Throws a UsageError. */
export function readPreviewOptions(
  args: string[],
  env: Record<string, string | undefined>,
  cwd: string,
): PreviewOptions | null {
  const { values, positionals: paths } = parseOptions({
    args,
    options: {
      url: { type: "string" },
      source: { type: "string" },
      base: { type: "string", default: cwd },
      deleted: { type: "string", multiple: true, default: [] },
      complete: { type: "boolean", default: false },
      format: { type: "string", default: "text" },
      "fail-on": { type: "string", default: "error" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return null;
  const format = formats.find((known) => known === values.format);
  if (!format) throw new UsageError(`there is no format ${values.format}; choose ${formats.join(", ")}.`);
  const deleted = values.deleted ?? [];
  if (paths.length + deleted.length === 0) throw new UsageError("name at least one file or folder.");
  return {
    url: urlOf(values.url ?? env.DAYPASS_URL),
    source: values.source,
    base: values.base ?? cwd,
    format,
    failOn: new Set((values["fail-on"] ?? "").split(",").filter(Boolean).map(conditionOf)),
    complete: values.complete ?? false,
    paths,
    deleted,
  };
}

function conditionOf(name: string): Condition {
  const condition = conditions.find((known) => known === name);
  if (condition) return condition;
  throw new UsageError(`--fail-on knows ${conditions.join(", ")}, and not ${name}.`);
}

/** A token is sent there, so only what is encrypted or on this machine will do. */
function urlOf(text: string | undefined): URL {
  if (!text) throw new UsageError("say which Daypass to ask: --url, or DAYPASS_URL.");
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || url.username || url.password)
    throw new UsageError(`--url ${text} is not the address of a Daypass.`);
  const isLocal = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLocal))
    throw new UsageError("--url: a token travels there, so it must be https.");
  return url;
}
