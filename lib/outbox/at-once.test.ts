import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { atOnce } from "./at-once";

it("runs no more than it may at once, in order, and goes on after a failure", async () => {
  const inTurn = atOnce(2);
  const began: number[] = [];
  let running = 0;
  let most = 0;
  const work = (index: number) =>
    inTurn(async () => {
      began.push(index);
      running += 1;
      most = Math.max(most, running);
      await turn();
      running -= 1;
      if (index === 1) throw new Error("one of them");
      return index;
    });
  const ended = await Promise.allSettled([0, 1, 2, 3, 4].map(work));
  expect(ended.map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
    "fulfilled",
  ]);
  expect(began).toEqual([0, 1, 2, 3, 4]);
  expect(most).toBe(2);
});
