import type { SourceConfig } from "@/lib/config/config";

const everySeconds = 60;
const longestMs = 15 * 60_000;

/** Pause between two looks at a source of which nobody tells that it changed. */
const pollMs = (source: SourceConfig): number =>
  (source.kind === "git" ? source.everySeconds : everySeconds) * 1000;

/** The pause after a failure: as long as the source could not be read so far, at most a quarter of an hour. */
export function delayMs(source: SourceConfig, unreadableForMs: number): number {
  const every = pollMs(source);
  return Math.min(Math.max(every, unreadableForMs), Math.max(every, longestMs));
}
