import { describe, expect, test } from "vitest";
import { parseDuration } from "./duration";

describe("parseDuration", () => {
  test.each([
    ["30m", 1800],
    ["8h", 28_800],
    ["1d12h", 129_600],
    ["90s", 90],
    ["1h30m15s", 5415],
    ["PT8H", 28_800],
    ["P1D", 86_400],
    ["P1DT12H", 129_600],
    ["PT1M30S", 90],
  ])("%s is %i seconds", (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  test.each([
    "",
    "0s",
    "PT0S",
    "P",
    "PT",
    "P1DT",
    "8",
    "8 h",
    "-1h",
    "1.5h",
    "1M",
    "P1M",
    "P1Y",
    "1w",
    "30m1h",
    "1h1h",
    "9".repeat(5000),
  ])("%j is refused", (text) => {
    expect(() => parseDuration(text)).toThrow(RangeError);
  });
});
