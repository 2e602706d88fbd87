import { expect, it } from "vitest";
import { reckon } from "./test-reckoning";

const due = ["a1", "a2", "a3", "b1"].map((key) => ({ key, line: key.slice(0, 1) }));
const reckonThose = (keys: string[], exempt?: ReadonlySet<string>) =>
  reckon(
    due,
    keys.map((key) => ({ key })),
    exempt,
  );

it("what comes twice at once is a duplicate and no disorder", () => {
  expect(reckonThose(["a1", "a2", "a2", "b1", "a3"])).toEqual({
    ...{ expected: 4, settled: 0, delivered: 4, duplicates: 1 },
    ...{ lost: [], unexpected: [], outOfOrder: [] },
  });
});

it("what is missing is lost, what is strange is named, and what comes late or again later is out of order", () => {
  expect(reckonThose(["a1", "a3", "a2", "c"])).toMatchObject({
    ...{ delivered: 3, lost: ["b1"], unexpected: ["c"], outOfOrder: ["a: a1 a3 a2"] },
  });
  expect(reckonThose(["a1", "a2", "a1", "a3", "b1"]).outOfOrder).toEqual(["a: a1 a2 a1 a3"]);
  expect(reckonThose(["a1", "a3", "a2", "b1"], new Set(["a"])).outOfOrder).toEqual([]);
});

it("what was settled need not come, and what was gathered stands in no line", () => {
  const settled = due.map((each) => ({ ...each, settled: each.key === "b1" }));
  const came = [{ key: "a2", gathered: true }, { key: "a1" }, { key: "a3" }];
  expect(reckon(settled, came)).toMatchObject({ expected: 3, settled: 1, lost: [], outOfOrder: [] });
});
