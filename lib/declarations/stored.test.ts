import { expect, test } from "vitest";
import type { Queryable } from "@/lib/db/pool";
import { getTrait, getTraits } from "./stored";
import type { AccessTrait } from "./trait";

const trait = (title: string): AccessTrait => ({ title, owners: ["group:default/team"], roles: {} });

/** A database that has every declaration it is asked for, and remembers what it was asked. */
function database() {
  const asked: string[] = [];
  const db: Queryable = {
    async query(config) {
      const [ids] = config.values as [string[]];
      asked.push(...ids);
      const rows = ids.filter((id) => id !== "gone").map((id) => ({ id, trait: trait(id) }));
      return { rows: rows as never[], rowCount: rows.length, command: "", oid: 0, fields: [] };
    },
  };
  return { db, asked };
}

test("a declaration is read once, as it never changes", async () => {
  const { db, asked } = database();
  expect((await getTraits(db, ["once-a", null, "once-a", "once-b"])).get("once-a")).toEqual(trait("once-a"));
  expect(await getTrait(db, "once-b")).toEqual(trait("once-b"));
  expect(asked).toEqual(["once-a", "once-b"]);
  await expect(getTrait(db, "gone")).rejects.toThrow("gone is referenced but not stored");
});

test("more declarations than are kept are all there", async () => {
  const { db } = database();
  const many = Array.from({ length: 4_999 }, (_, index) => `many-${index}`);
  await getTraits(db, many);
  const traits = await getTraits(db, ["many-0", "new-1", "new-2", "many-4998"]);
  expect([...traits.keys()].toSorted()).toEqual(["many-0", "many-4998", "new-1", "new-2"]);
});
