/** How long things may take, in milliseconds unless the name says otherwise. */
export interface Timing {
  /** After which the API server ends a watch by itself. */
  watchSeconds: number;
  /** API servers send a bookmark about once a minute: a watch that is silent for longer than this is dead. */
  silenceMs: number;
  /** For one page of a list, or one short answer. */
  answerMs: number;
  /** Before the first new try; doubled with each that fails. */
  firstPauseMs: number;
  longestPauseMs: number;
}

export const usualTiming: Timing = {
  watchSeconds: 290,
  silenceMs: 150_000,
  answerMs: 60_000,
  firstPauseMs: 1_000,
  longestPauseMs: 60_000,
};

/** How long to wait before the try after `failures` failures: at least what the server asks for, at most five minutes. */
export function pauseAfter(failures: number, askedMs: number | null, timing: Timing): number {
  const doubled = Math.min(timing.firstPauseMs * 2 ** Math.min(failures - 1, 20), timing.longestPauseMs);
  // Many processes lose the same server at the same moment.
  const scattered = doubled * (0.5 + Math.random() / 2);
  return Math.min(Math.max(scattered, askedMs ?? 0), mostAskedMs);
}

const mostAskedMs = 300_000;
