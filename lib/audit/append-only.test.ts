import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { record } from "./test-events";

let db: TestDatabase;
let owner: pg.Client;

beforeAll(async () => {
  db = await createTestDatabase();
  owner = new pg.Client({ connectionString: db.ownerUrl });
  await owner.connect();
  await record(db.runtime, "system", [{ action: "key.created", detail: { kid: "one" } }]);
});
afterAll(async () => {
  await owner.end();
  await db.drop();
});

const changes = [
  "update audit_event set outcome = 'refused'",
  "update audit_event set entry = '{}' where action = 'key.created'",
  "delete from audit_event",
  "truncate audit_event",
  "truncate audit_event cascade",
  "insert into audit_event select * from audit_event on conflict (id) do update set entry = '{}'",
  "merge into audit_event e using (select 1) s on true when matched then delete",
];

describe("the audit log is append-only", () => {
  it.each(changes)("for the role that every process works as: %s", async (sql) => {
    await expect(db.runtime.pool.query(sql)).rejects.toMatchObject({
      code: "42501",
      message: expect.stringContaining("permission denied"),
    });
    await stillThere();
  });

  it.each(changes)("for the owner of the table: %s", async (sql) => {
    await expect(owner.query(sql)).rejects.toMatchObject({
      code: "42501",
      message: "audit_event rows never change",
    });
    await stillThere();
  });

  it("and the role cannot free itself of that", async () => {
    for (const sql of [
      "alter table audit_event disable trigger all",
      "drop trigger audit_event_append_only on audit_event",
      "drop table audit_event",
      "set session_replication_role = replica",
      "create or replace function refuse_change() returns trigger language plpgsql as 'begin return new; end'",
    ])
      await expect(db.runtime.pool.query(sql), sql).rejects.toMatchObject({ code: "42501" });
  });

  it("while new events go in", async () => {
    await record(db.runtime, "system", [{ action: "key.retired" }]);
    const { rows } = await owner.query("select action from audit_event order by position");
    expect(rows).toEqual([{ action: "key.created" }, { action: "key.retired" }]);
  });
});

async function stillThere(): Promise<void> {
  const { rows } = await owner.query(
    "select action, outcome, entry::jsonb -> 'detail' as detail from audit_event",
  );
  expect(rows).toEqual([{ action: "key.created", outcome: "success", detail: { kid: "one" } }]);
}
