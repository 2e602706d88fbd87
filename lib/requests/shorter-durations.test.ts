import { expect, test } from "vitest";
import { shorterDurations } from "./shorter-durations";

test.each([
  [14_400, [900, 1_800, 3_600, 7_200]],
  [5_400, [900, 1_800, 2_700, 3_600]],
  [600, [300]],
  [61, [60]],
  [60, []],
  [1, []],
])("%i s can be shortened to %j", (longest, expected) => {
  expect(shorterDurations(longest)).toEqual(expected);
});
