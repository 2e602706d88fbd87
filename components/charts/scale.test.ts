import { describe, expect, it } from "vitest";
import { countMarks, lengthMarks, niceTop, placeOf } from "./scale";

describe("an axis of counts", () => {
  it.each([
    [1, 1, [0, 1]],
    [3, 3, [0, 3]],
    [7, 8, [0, 4, 8]],
    [41, 50, [0, 25, 50]],
    [300, 300, [0, 150, 300]],
    [999, 1_000, [0, 500, 1_000]],
  ])("over at most %i ends at %i, and is marked where whole things are", (most, top, marks) => {
    expect(niceTop(most)).toBe(top);
    expect(countMarks(top)).toEqual(marks);
  });
});

describe("an axis of lengths", () => {
  it("holds every length between what people count in", () => {
    expect(lengthMarks([90, null, 4_000])).toEqual([60, 300, 900, 1_800, 3_600, 7_200]);
    expect(lengthMarks([0])).toEqual([1, 60]);
    expect(lengthMarks([null])).toEqual([]);
    const marks = lengthMarks([90, 4_000]);
    for (const seconds of [90, 4_000]) {
      expect(placeOf(seconds, marks)).toBeGreaterThan(0);
      expect(placeOf(seconds, marks)).toBeLessThan(1);
    }
  });
});
