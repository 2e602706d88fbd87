import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, signIn } from "@/lib/db/test-world";
import { getService, listServices } from "@/lib/services/queries";
import { markFavourite, unmarkFavourite } from "./mark-favourite";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const person = async (name: string) => contextOf(db.runtime, await signIn(db.runtime, name, ["engineering"]));
const favouritesOf = async (ctx: Awaited<ReturnType<typeof person>>) =>
  (await listServices(ctx, { favourite: "true" })).items.map(({ ref }) => ref);

it("marks for one person and nobody else, as often as it is said, by id and by reference", async () => {
  const [riley, omar] = [await person("riley"), await person("omar")];
  const { id, ref } = await declare(db.runtime);
  await declare(db.runtime, undefined, "shop/orders/other");
  await markFavourite(riley, ref);
  await markFavourite(riley, id);
  expect(await favouritesOf(riley)).toEqual([ref]);
  expect((await getService(riley, ref)).isFavourite).toBe(true);
  expect(await favouritesOf(omar)).toEqual([]);
  expect((await listServices(omar, {})).items.map(({ isFavourite }) => isFavourite)).toEqual([false, false]);
  await unmarkFavourite(omar, ref);
  expect(await favouritesOf(riley)).toEqual([ref]);
  await unmarkFavourite(riley, ref);
  await unmarkFavourite(riley, ref);
  expect(await favouritesOf(riley)).toEqual([]);
});

it.each(["shop/orders/nowhere", "svc_0", "", "a\0b"])(
  "refuses %j, which nobody declares",
  async (service) => {
    const riley = await person("riley");
    await expect(markFavourite(riley, service)).rejects.toMatchObject({ code: "not-found" });
    await expect(unmarkFavourite(riley, service)).rejects.toMatchObject({ code: "not-found" });
  },
);

it("shows a favourite that was withdrawn, so that it can be taken away, and the catalogue does not", async () => {
  const riley = await person("riley");
  const { ref } = await declare(db.runtime, undefined, "shop/orders/withdrawn");
  await markFavourite(riley, ref);
  await db.runtime.pool.query("update service set status = 'withdrawn' where ref = $1", [ref]);
  expect((await listServices(riley, { favourite: "true" })).items).toMatchObject([
    { ref, status: "withdrawn", roles: [{ requestable: false }, {}, {}, {}, {}] },
  ]);
  expect((await listServices(riley, { q: "withdrawn" })).items).toEqual([]);
  await unmarkFavourite(riley, ref);
});

it("finds favourites by words, and keeps no more than a hundred", async () => {
  const sam = await person("sam");
  const principal = sam.actor.kind === "system" ? "" : sam.actor.principal.id;
  for (let index = 0; index < 101; index++) await declare(db.runtime, undefined, `many/many/s${index}`);
  await db.runtime.pool.query(
    "insert into favourite (principal_id, service_id) select $1, id from service where ref like 'many/many/s%' and ref <> 'many/many/s7' limit 100",
    [principal],
  );
  await expect(markFavourite(sam, "many/many/s7")).rejects.toMatchObject({
    code: "conflict",
    detail: expect.stringContaining("Take one away first"),
  });
  await markFavourite(sam, "many/many/s8");
  await unmarkFavourite(sam, "many/many/s8");
  await markFavourite(sam, "many/many/s7");
});
