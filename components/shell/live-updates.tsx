"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { setServerTime } from "@/components/ui/clock";
import { listenForChanges } from "./change-stream";

const settleMs = 150;
const checkMs = 5_000;
const jumpMs = 3_000;

/**
 * Shows what changed elsewhere: what is on screen is read again when something changed, when the computer woke up or when its
 * clock was set. `now` is the server's time of the last reading.
 */
export function LiveUpdates({ now }: { now: number }) {
  const router = useRouter();
  useEffect(() => setServerTime(now), [now]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      clearTimeout(timer);
      timer = setTimeout(() => router.refresh(), settleMs);
    };
    const stop = listenForChanges(refresh);
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
