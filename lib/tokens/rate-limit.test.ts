import { describe, expect, it } from "vitest";
import { RateLimit } from "./rate-limit";

const calls = (limit: RateLimit, key: string, count: number, now: number) => {
  let taken = 0;
  for (let call = 0; call < count; call++) {
    if (limit.take(key, now) === 0) taken++;
  }
  return taken;
};

describe("a rate limit", () => {
  it("takes a burst, then so many a second, and never more than the burst after a pause", () => {
    const limit = new RateLimit({ perSecond: 10, burst: 20 });
    expect(calls(limit, "a", 50, 0)).toBe(20);
    expect(calls(limit, "a", 50, 1_000)).toBe(10);
    expect(calls(limit, "a", 50, 100_000)).toBe(20);
  });

  it("is each one's own", () => {
    const limit = new RateLimit({ perSecond: 1, burst: 1 });
    expect(calls(limit, "a", 5, 0)).toBe(1);
    expect(calls(limit, "b", 5, 0)).toBe(1);
  });

  it("does not count what is given back, and never holds more than the burst", () => {
    const limit = new RateLimit({ perSecond: 1, burst: 2 });
    limit.giveBack("a");
    limit.take("a", 0);
    for (let call = 0; call < 5; call++) limit.giveBack("a");
    expect(calls(limit, "a", 5, 0)).toBe(2);
  });

  it("says how long to wait", () => {
    const limit = new RateLimit({ perSecond: 0.5, burst: 1 });
    expect([limit.take("a", 0), limit.take("a", 0), limit.take("a", 1_500), limit.take("a", 2_000)]).toEqual([
      0, 2, 1, 0,
    ]);
  });

  it("stays small, whatever names come", () => {
    const limit = new RateLimit({ perSecond: 1, burst: 1 });
    for (let name = 0; name < 10_001; name++) limit.take(String(name), 0);
    expect(calls(limit, "0", 1, 0)).toBe(1);
    expect(calls(limit, "10000", 1, 0)).toBe(0);
  });
});
