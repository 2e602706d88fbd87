"use client";
import { useEffect, useState } from "react";

const steps: [number, Intl.RelativeTimeFormatUnit][] = [
  [86_400, "day"],
  [3_600, "hour"],
  [60, "minute"],
];

function relative(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1000);
  const format = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
  for (const [size, unit] of steps)
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  return Math.abs(seconds) < 10 ? "just now" : format.format(seconds, "second");
}

const exactly = (iso: string) => new Date(iso).toISOString().replace("T", " ").slice(0, 19);

/** An instant as people say it; the exact one on hover and in the DOM. */
export function RelativeTime({ at }: { at: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 20_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <time dateTime={at} title={`${exactly(at)} UTC`} suppressHydrationWarning>
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
    <time dateTime={at} title={`${exactly(at)} UTC`}>
      {local ?? `${exactly(at)} UTC`}
    </time>
  );
}

function left(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const [hours, minutes, rest] = [
    Math.floor(seconds / 3600),
    Math.floor((seconds % 3600) / 60),
    seconds % 60,
  ];
  if (hours >= 24) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes >= 10 ? `${minutes} min` : `${minutes}:${String(rest).padStart(2, "0")}`;
}

/** Time left until `until`. Ticks by the second only in the last ten minutes. */
export function Countdown({ until, ended = "ended" }: { until: string; ended?: string }) {
  const end = Date.parse(until);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const soon = end - Date.now() < 600_000;
    const timer = setInterval(() => setNow(Date.now()), soon ? 1_000 : 20_000);
    return () => clearInterval(timer);
  }, [end]);
  return (
    <time dateTime={until} title={`${exactly(until)} UTC`} suppressHydrationWarning>
      {now >= end ? ended : left(end - now)}
    </time>
  );
}
