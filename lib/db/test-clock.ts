import pg from "pg";
import type { TestDatabase } from "./test-database";

/** Moves everything that has a time into the past, as if so much time had gone by. */
export interface TestClock {
  forward(seconds: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Rows say when they were made, and the guards keep it so: only the owner of the tables can shift them, with the guards off.
 * Every column that holds an instant moves, whatever table it is in; the audit log alone stays.
 */
export async function createTestClock(db: TestDatabase): Promise<TestClock> {
  const pool = new pg.Pool({ connectionString: db.ownerUrl, max: 1 });
  const { rows } = await pool.query<{ table_name: string; columns: string[] }>(instants);
  return {
    async forward(seconds) {
      const client = await pool.connect();
      await client.query("set session_replication_role = replica");
      for (const { table_name, columns } of rows) {
        const shifts = columns.map((name) => `"${name}" = "${name}" - $1 * interval '1 s'`);
        await client.query(`update "${table_name}" set ${shifts.join(", ")}`, [seconds]);
      }
      client.release(true);
    },
    close: () => pool.end(),
  };
}

const instants = `
select c.table_name, array_agg(c.column_name::text) as columns from information_schema.columns c
join information_schema.tables t using (table_schema, table_name)
where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.data_type = 'timestamp with time zone' and c.is_generated = 'NEVER'
  and c.table_name not in ('audit_event', '_prisma_migrations')
group by c.table_name`;
