import { describe, expect, it } from "vitest";
import type { Change } from "@/lib/audit/append";
import { RecentChanges } from "./recent-changes";

const change = (id: string): Change => ({ noun: "request", id, audience: [] });
const idsSince = (recent: RecentChanges, instant: number) =>
  recent.since(instant)?.map(({ id }) => id) ?? null;

describe("what was heard of lately", () => {
  it("is what came since, and a little before, for clocks that are apart", () => {
    const recent = new RecentChanges(0);
    recent.add(change("a"), 10_000);
    recent.add(change("b"), 12_000);
    expect(idsSince(recent, 11_000)).toEqual(["a", "b"]);
    expect(idsSince(recent, 11_001)).toEqual(["b"]);
    expect(idsSince(recent, 13_001)).toEqual([]);
  });

  it("is not known from before the process listened, or after a gap", () => {
    const recent = new RecentChanges(5_000);
    expect(idsSince(recent, 5_999)).toBeNull();
    expect(idsSince(recent, 6_000)).toEqual([]);
    recent.add(change("a"), 7_000);
    recent.forget(8_000);
    expect(idsSince(recent, 8_999)).toBeNull();
    expect(idsSince(recent, 9_000)).toEqual([]);
  });

  it("is kept for so long, and so many, and knows what it dropped", () => {
    const recent = new RecentChanges(0);
    recent.add(change("old"), 1_000);
    recent.add(change("new"), 31_001);
    expect(idsSince(recent, 2_000)).toBeNull();
    expect(idsSince(recent, 2_001)).toEqual(["new"]);
    for (let each = 0; each < 200; each++) recent.add(change(`${each}`), 32_000 + each);
    expect(idsSince(recent, 32_001)).toBeNull();
    expect(recent.since(33_000)).toHaveLength(200);
  });
});
