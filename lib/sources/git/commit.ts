import type { SourceVersion } from "../source";
import { SourceFailure } from "../source-failure";
import { ourRef } from "./fetch-branch";
import { type GitRun, runGit } from "./run-git";

const shortId = 12;
const longest = 200;

/** The commit that was fetched last. Whoever made it chose its words: they are shown, and nothing follows from them. */
export async function readCommit(run: GitRun): Promise<SourceVersion> {
  const format = "--format=%H%x00%an%x00%at%x00%s";
  const output = await runGit(
    ["log", "-1", "--no-show-signature", "--no-mailmap", format, ourRef, "--"],
    run,
  );
  const [id = "", author = "", at = "", title = ""] = output.toString("utf8").trimEnd().split("\0");
  if (!/^[0-9a-f]{40,64}$/.test(id))
    throw new SourceFailure("The commit cannot be read.", "It is fetched again by itself.");
  return {
    id,
    label: id.slice(0, shortId),
    author: shown(author),
    at: instant(Number(at)),
    title: shown(title),
  };
}

function shown(text: string): string | null {
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\s]+/gu, " ").trim();
  return line === "" ? null : [...line].slice(0, longest).join("");
}

/** RFC 3339; null for a time that no calendar has. */
function instant(seconds: number): string | null {
  const date = new Date(seconds * 1000);
  return seconds > 0 && !Number.isNaN(date.getTime()) ? date.toISOString() : null;
}
