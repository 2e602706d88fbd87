import { useSyncExternalStore } from "react";

// What a page shows counts by the server's clock: a client's may be wrong, or be set while the page is open.
let offsetMs = 0;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Milliseconds since the epoch, by the server's clock as far as this page knows it. */
const serverNow = (): number => Date.now() + offsetMs;

/** Takes over the server's time as of now. */
export function setServerTime(milliseconds: number): void {
  offsetMs = milliseconds - Date.now();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The server's time, cut to steps of `stepSeconds(now)`: a component is rendered again once a step. */
export function useNow(stepSeconds: (now: number) => number): number {
  const snapshot = () => {
    const now = serverNow();
    const step = stepSeconds(now) * 1_000;
    return Math.floor(now / step) * step;
  };
  return useSyncExternalStore(subscribe, snapshot, snapshot);
}
