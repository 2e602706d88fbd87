import { batchesOf } from "@/lib/db/batches";
import type { Queryable } from "@/lib/db/pool";

/** Rows of one statement: few enough for its time limit, many enough to be quick. */
export const atOnce = 500;

/** Inserts each record as a row; `columns` are those of the table, each with its type in PostgreSQL. */
export async function insert(
  db: Queryable,
  table: string,
  columns: Record<string, string>,
  records: readonly Record<string, unknown>[],
): Promise<void> {
  const names = Object.keys(columns).join(", ");
  const typed = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
  const text = `insert into ${table} (${names}) select ${names} from jsonb_to_recordset($1::jsonb) as row(${typed.join(", ")})`;
  for (const batch of batchesOf(records, atOnce)) await db.query({ text, values: [JSON.stringify(batch)] });
}
