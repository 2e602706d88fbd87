"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { setServerTime } from "@/components/ui/clock";
import { listenForChanges } from "./change-stream";

const settleMs = 150;
const checkMs = 5_000;
const jumpMs = 3_000;

/**
 * Shows what changed elsewhere: what is on screen is read again when something changed, when the computer woke up or when its
 * clock was set. `readAt` and `now` are the server's time before the last reading, and after it.
 */
export function LiveUpdates({ readAt, now }: { readAt: number; now: number }) {
  const router = useRouter();
  const latest = useRef(readAt);
  useEffect(() => {
    latest.current = readAt;
  }, [readAt]);
  useEffect(() => setServerTime(now), [now]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      clearTimeout(timer);
      timer = setTimeout(() => router.refresh(), settleMs);
    };
    const stop = listenForChanges(() => latest.current, refresh);
    let apart = Date.now() - performance.now();
    const watch = setInterval(() => {
      const apartNow = Date.now() - performance.now();
      if (Math.abs(apartNow - apart) > jumpMs) refresh();
      apart = apartNow;
    }, checkMs);
    return () => {
      clearTimeout(timer);
      clearInterval(watch);
      stop();
    };
  }, [router]);
  return null;
}
