import { expect, it } from "vitest";
import { isStillUsed } from "./is-still-used";

const now = Date.parse("2026-11-26T10:00:00Z");
const at = (seconds: number) => new Date(now + seconds * 1_000).toISOString();
const use = (lastAt: string) => ({ firstAt: at(-3_600), lastAt, count: 3 });

it.each<[string, { use: ReturnType<typeof use> | null; endsAt: string }, boolean]>([
  ["used a moment ago, ends in five minutes", { use: use(at(-20)), endsAt: at(300) }, true],
  ["used two minutes ago, ends in ten", { use: use(at(-120)), endsAt: at(600) }, true],
  ["used earlier", { use: use(at(-121)), endsAt: at(300) }, false],
  ["ends later", { use: use(at(-20)), endsAt: at(601) }, false],
  ["has ended", { use: use(at(-20)), endsAt: at(0) }, false],
  ["no use reported", { use: null, endsAt: at(300) }, false],
])("%s", (_what, grant, still) => {
  expect(isStillUsed(grant, now)).toBe(still);
});
