import { describe, expect, it } from "vitest";
import { type Preferences, preferencesSchema, usualPreferences } from "./preferences";
import { heldUntil, nextTimeOfDay } from "./timing";

const berlin: Preferences = { ...usualPreferences, timeZone: "Europe/Berlin" };
const night = { ...berlin, quietHours: { from: "22:00", to: "07:00" } };
const at = (iso: string) => new Date(iso);
const held = (preferences: Preferences, iso: string, channel = "mail") =>
  heldUntil(preferences, "decision-wanted", channel, at(iso))?.toISOString() ?? null;

describe("quiet hours", () => {
  it.each([
    ["an evening before they begin", "2026-11-25T20:59:00Z", null],
    ["their first minute", "2026-11-25T21:00:00Z", "2026-11-26T06:00:00.000Z"],
    ["after midnight", "2026-11-26T02:00:00Z", "2026-11-26T06:00:00.000Z"],
    ["their last minute", "2026-11-26T05:59:59Z", "2026-11-26T06:00:00.000Z"],
    ["their end", "2026-11-26T06:00:00Z", null],
    ["the night in which summer begins", "2026-03-29T00:30:00Z", "2026-03-29T05:00:00.000Z"],
    ["the night in which it ends", "2026-10-25T00:30:00Z", "2026-10-25T06:00:00.000Z"],
  ])("%s", (_when, now, expected) => {
    expect(held(night, now)).toBe(expected);
    expect(held(night, now, "slack")).toBe(expected);
  });

  it("by day, and nothing but break-glass passes", () => {
    const day = { ...berlin, quietHours: { from: "12:00", to: "13:00" } };
    expect(held(day, "2026-11-25T11:30:00Z")).toBe("2026-11-25T12:00:00.000Z");
    expect(held(day, "2026-11-25T12:30:00Z")).toBe(null);
    expect(heldUntil(day, "break-glass-opened", "mail", at("2026-11-25T11:30:00Z"))).toBe(null);
  });
});

describe("the pace of mail", () => {
  it("is hourly or daily, for mail only, and keeps out of quiet hours", () => {
    const hourly = { ...berlin, mailPace: "hourly" as const };
    expect(held(hourly, "2026-11-25T10:20:00Z")).toBe("2026-11-25T11:00:00.000Z");
    expect(held(hourly, "2026-11-25T10:20:00Z", "slack")).toBe(null);
    const daily = { ...berlin, mailPace: "daily" as const, dailyAt: "09:00" };
    expect(held(daily, "2026-11-25T07:59:00Z")).toBe("2026-11-25T08:00:00.000Z");
    expect(held(daily, "2026-11-25T08:00:00Z")).toBe("2026-11-26T08:00:00.000Z");
    expect(held({ ...hourly, quietHours: night.quietHours }, "2026-11-25T20:30:00Z")).toBe(
      "2026-11-26T06:00:00.000Z",
    );
  });

  it("a time that the clocks jump over is just after, and one that comes twice is once", () => {
    expect(nextTimeOfDay("02:30", "Europe/Berlin", at("2026-03-29T00:00:00Z")).toISOString()).toBe(
      "2026-03-29T01:30:00.000Z",
    );
    expect(nextTimeOfDay("02:30", "Europe/Berlin", at("2026-10-24T22:00:00Z")).toISOString()).toMatch(
      /^2026-10-25T0[01]:30/,
    );
  });
});

it("preferences that mean nothing are refused", () => {
  const parses = (change: object) => preferencesSchema.safeParse({ ...usualPreferences, ...change }).success;
  expect(parses({})).toBe(true);
  for (const change of [
    { timeZone: "Mars/Olympus" },
    { quietHours: { from: "25:00", to: "07:00" } },
    { quietHours: { from: "07:00", to: "07:00" } },
    { mailPace: "never" },
    { dailyAt: "9:00" },
    { more: 1 },
    { topics: { ...usualPreferences.topics, asked: { mail: true } } },
  ])
    expect(parses(change), JSON.stringify(change)).toBe(false);
});
