"use client";
import { useEffect, useState } from "react";
import { durationWords } from "@/lib/declarations/describe";
import { useNow } from "./clock";

const sizes: [seconds: number, unit: string][] = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "min"],
];

/** "just now", "2 min ago", "in 15 h"; a date once it is a month away. */
function relative(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1000);
  const distance = Math.abs(seconds);
  // The clock of a page moves every 20 s, so what has just come may look as if it were still ahead.
  if (distance < 30) return seconds > 20 ? "in a moment" : "just now";
  if (distance > 30 * 86_400) return new Date(at).toISOString().slice(0, 10);
  const [size, unit] = sizes.find(([length]) => distance >= length) ?? [1, "s"];
  const words = `${Math.floor(distance / size)} ${unit}`;
  return seconds < 0 ? `${words} ago` : `in ${words}`;
}

const exactly = (iso: string) => `${new Date(iso).toISOString().replace("T", " ").slice(0, 19)} UTC`;
const slowly = () => 20;

/** An instant as people say it; the exact one on hover and in the DOM. */
export function RelativeTime({ at }: { at: string }) {
  const now = useNow(slowly);
  return (
    <time dateTime={at} title={exactly(at)} suppressHydrationWarning>
      {relative(Date.parse(at), now)}
    </time>
  );
}

/** The instant itself, in the reader's own time zone once the page is alive. */
export function ExactTime({ at }: { at: string }) {
  const [local, setLocal] = useState<string | null>(null);
  useEffect(
    () => setLocal(new Date(at).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" })),
    [at],
  );
  return (
    <time dateTime={at} title={exactly(at)}>
      {local ?? exactly(at)}
    </time>
  );
}

/** The time of day, in the reader's own zone once the page is alive; with the day where that is not today. */
export function ClockTime({ at }: { at: string }) {
  const [local, setLocal] = useState<string | null>(null);
  useEffect(() => {
    const instant = new Date(at);
    const isToday = instant.toDateString() === new Date().toDateString();
    const day = isToday ? {} : ({ day: "numeric", month: "short" } as const);
    setLocal(instant.toLocaleString(undefined, { hour: "2-digit", minute: "2-digit", ...day }));
  }, [at]);
  return (
    <time dateTime={at} title={exactly(at)} className="whitespace-nowrap">
      {local ?? `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`}
    </time>
  );
}

function left(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  if (seconds < 600) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return durationWords(seconds - (seconds % (seconds < 86_400 ? 60 : 3_600)));
}

const soonMs = 600_000;

/** Time left until `until`. Ticks by the second only in the last ten minutes. */
export function Countdown({ until, ended = "ended" }: { until: string; ended?: string }) {
  const end = Date.parse(until);
  const now = useNow((instant) => (end - instant < soonMs ? 1 : 20));
  return (
    <time dateTime={until} title={exactly(until)} suppressHydrationWarning>
      {now >= end ? ended : left(end - now)}
    </time>
  );
}
