import { durationWords } from "@/lib/declarations/describe";
import type { AuditEventView } from "./view";

// What the detail of an event says, in words. Entries are kept for ever, so every fact may be missing or of another shape.

type Detail = AuditEventView["detail"];

export function textIn(detail: Detail, name: string): string | null {
  const value = Object.hasOwn(detail, name) ? detail[name] : undefined;
  return typeof value === "string" && value !== "" ? value : null;
}

export function numberIn(detail: Detail, name: string): number | null {
  const value = Object.hasOwn(detail, name) ? detail[name] : undefined;
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** "3 published"; null for none. */
export function countIn(detail: Detail, name: string, noun = name): string | null {
  const count = numberIn(detail, name);
  return count ? `${count} ${noun}` : null;
}

/** "1 h instead of 4 h", or "1 h" when nothing was cut. */
export function lengthIn(detail: Detail, granted: string, asked: string): string | null {
  const seconds = numberIn(detail, granted);
  const wanted = numberIn(detail, asked);
  if (seconds === null) return null;
  const words = durationWords(seconds);
  return wanted === null || wanted === seconds ? words : `${words} instead of ${durationWords(wanted)}`;
}

export function dateIn(detail: Detail, name: string): Date | null {
  const ms = Date.parse(textIn(detail, name) ?? "");
  return Number.isNaN(ms) ? null : new Date(ms);
}

/** "until 2026-11-24 10:00 UTC" */
export function instantIn(detail: Detail, word: string, name: string): string | null {
  const at = dateIn(detail, name);
  return at && `${word} ${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

export function quoteIn(detail: Detail, name: string): string | null {
  const text = textIn(detail, name);
  return text && `“${text}”`;
}

export function firstIn(detail: Detail, name: string): string | null {
  const value = Object.hasOwn(detail, name) ? detail[name] : undefined;
  return Array.isArray(value) && typeof value[0] === "string" ? value[0] : null;
}

export function listIn(detail: Detail, name: string): string[] {
  const value = Object.hasOwn(detail, name) ? detail[name] : undefined;
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** "12 calls", "987 more calls"; null for one. */
export function callsIn(detail: Detail): string | null {
  const calls = numberIn(detail, "calls") ?? 1;
  const isMore = Object.hasOwn(detail, "repeated") && detail.repeated === true;
  if (isMore) return calls === 1 ? "one more call" : `${calls} more calls`;
  return calls === 1 ? null : `${calls} calls`;
}
