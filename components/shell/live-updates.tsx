"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";

const settleMs = 150;

/** Shows what changed elsewhere: one event stream a page, and what is on screen is read again when something came. */
export function LiveUpdates() {
  const router = useRouter();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      clearTimeout(timer);
      timer = setTimeout(() => router.refresh(), settleMs);
    };
    const stream = new EventSource("/api/v1/events");
    let connected = false;
    // After a gap anything may have changed.
    stream.onopen = () => {
      if (connected) refresh();
      connected = true;
    };
    for (const event of ["message", "change", "resync"]) stream.addEventListener(event, refresh);
    return () => {
      clearTimeout(timer);
      stream.close();
    };
  }, [router]);
  return null;
}
