import { expect, test } from "vitest";
import { diffLines, hunksOf, pairsOf } from "./diff-lines";

const written = (before: string, after: string) =>
  diffLines(before, after)?.map(
    ({ kind, text }) => `${{ same: " ", added: "+", removed: "-" }[kind]}${text}`,
  );

test.each([
  ["a\nb", "a\nb", [" a", " b"]],
  ["a\nb\nc", "a\nc", [" a", "-b", " c"]],
  ["a\nc", "a\nb\nc", [" a", "+b", " c"]],
  ["max: 8h", "max: 4h", ["-max: 8h", "+max: 4h"]],
  ["", "a", ["-", "+a"]],
])("%j to %j", (before, after, lines) => {
  expect(written(before, after)).toEqual(lines);
});

test("what is far from any change is left out", () => {
  const before = ["1", "2", "3", "4", "5", "6"].join("\n");
  const lines = diffLines(before, before.replace("6", "7")) ?? [];
  expect(hunksOf(lines, 1).map((line) => line?.text ?? null)).toEqual([null, "5", "6", "7"]);
});

test("what was added stands beside what it replaces", () => {
  const sides = pairsOf(diffLines("a\nb\nc\nd", "a\nB\nd\ne") ?? []).map(
    (pair) => `${pair?.[0]?.text ?? ""}|${pair?.[1]?.text ?? ""}`,
  );
  expect(sides).toEqual(["a|a", "b|B", "c|", "d|d", "|e"]);
});

test("two long texts are not compared", () => {
  expect(diffLines("x\n".repeat(3_000), "y\n".repeat(3_000))).toBeNull();
});
