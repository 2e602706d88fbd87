import { mostBytes } from "@/lib/declarations/bytes";
import { AppError, type InputProblem } from "@/lib/errors/app-error";
import { deepestFolder, isDeclarationFile, isLeftAlone } from "../declaration-file";
import type { UploadedFile } from "./snapshot";

const mostFiles = 200;
const longestPath = 300;

/** Throws `invalid-input` unless these can be the files of a source; each file that cannot is named. */
export function checkFiles(files: readonly UploadedFile[]): void {
  if (files.length === 0 || files.length > mostFiles)
    throw new AppError("invalid-input", `Send 1 to ${mostFiles} files.`);
  const seen = new Set<string>();
  const errors: InputProblem[] = [];
  for (const { path, bytes } of files) {
    const message = seen.has(path) ? "sent twice" : objectionTo(path, bytes);
    seen.add(path);
    if (message) errors.push({ path: path.slice(0, longestPath), message });
  }
  const [first] = errors;
  if (first) throw new AppError("invalid-input", `${first.path}: ${first.message}`, { errors });
}

function objectionTo(path: string, bytes: Uint8Array): string | null {
  const steps = path.split("/");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the point
  if (path.length > longestPath || /[\\\u0000-\u001f\u007f]|\p{Surrogate}/u.test(path))
    return "not a name for a file";
  if (steps.some((step) => step === "" || isLeftAlone(step)) || steps.length > deepestFolder)
    return "must be a plain path, whose parts do not begin with a dot";
  if (!isDeclarationFile(path)) return "must end in .yaml, .yml or .json";
  return bytes.length > mostBytes ? `larger than ${mostBytes / 1024} KiB` : null;
}
