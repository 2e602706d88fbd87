"use client";
import { CircleCheck } from "lucide-react";
import { useSyncExternalStore } from "react";

const shownMs = 4_000;
const none: readonly Toast[] = [];

interface Toast {
  id: number;
  words: string;
}

let toasts = none;
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Says that something was done, for eyes and for screen readers; what went wrong stays where it happened instead. */
export function toast(words: string): void {
  const id = ++lastId;
  change([...toasts, { id, words }]);
  setTimeout(() => change(toasts.filter((each) => each.id !== id)), shownMs);
}

export function Toasts() {
  const shown = useSyncExternalStore(
    subscribe,
    () => toasts,
    () => none,
  );
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-3 bottom-20 z-50 grid justify-items-center gap-2 md:right-6 md:bottom-6 md:left-auto md:justify-items-end"
    >
      {shown.map((each) => (
        <p
          key={each.id}
          className="flex max-w-md items-center gap-2 rounded-lg border border-line bg-surface px-3.5 py-2.5 text-sm shadow-lg"
        >
          <CircleCheck aria-hidden className="size-4 shrink-0 text-live" />
          {each.words}
        </p>
      ))}
    </div>
  );
}
