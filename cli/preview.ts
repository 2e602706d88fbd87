import type { Preview } from "@/lib/previews/schema";
import { type Io, write } from "./io";
import { ApiError, askPreview, exchangeIdToken } from "./preview-api";
import { collectFiles } from "./preview-files";
import { previewMarkdown } from "./preview-markdown";
import { type Condition, type PreviewOptions, previewHelp, readPreviewOptions } from "./preview-options";
import { previewText } from "./preview-text";

/** `daypass declarations preview`. Gives the exit code; throws a UsageError for a call that makes no sense. */
export async function preview(args: string[], io: Io): Promise<number> {
  const options = readPreviewOptions(args, io.env, io.cwd);
  if (!options) {
    await write(io.stdout, previewHelp);
    return 0;
  }
  const files = await collectFiles(options, io.cwd);
  try {
    const token = await tokenOf(options.url, io.env);
    const { url, source, complete } = options;
    const answer = await askPreview(url, token, { source, complete, files });
    await write(io.stdout, render[options.format](answer));
    const met = [...options.failOn].filter((condition) => holds[condition](answer));
    if (met.length > 0) await write(io.stderr, `daypass: fails on ${met.join(", ")}, as --fail-on says.\n`);
    return met.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    await write(io.stderr, `daypass: ${error.message}\n`);
    return 2;
  }
}

const render: Record<PreviewOptions["format"], (answer: Preview) => string> = {
  text: previewText,
  markdown: previewMarkdown,
  json: (answer) => `${JSON.stringify(answer, null, 2)}\n`,
};

const holds: Record<Condition, (answer: Preview) => boolean> = {
  error: ({ ok }) => !ok,
  widening: ({ services }) =>
    services.some(({ acts, waits }) => [...acts, ...waits].some(({ direction }) => direction === "widening")),
  ends: ({ services }) =>
    services.some(
      ({ impact }) =>
        impact?.grants.some(({ effect }) => effect === "end") ||
        impact?.requests.some(({ effect }) => effect === "close"),
    ),
  "no-approver": ({ services }) =>
    services.some(({ withoutApprover }) => withoutApprover.some(({ isNews }) => isNews)),
};

async function tokenOf(url: URL, { DAYPASS_TOKEN, DAYPASS_ID_TOKEN }: Io["env"]): Promise<string> {
  if (DAYPASS_TOKEN) return DAYPASS_TOKEN;
  if (DAYPASS_ID_TOKEN) return exchangeIdToken(url, DAYPASS_ID_TOKEN);
  throw new ApiError("nobody is signed in: set DAYPASS_TOKEN, or DAYPASS_ID_TOKEN to be exchanged for one.");
}
