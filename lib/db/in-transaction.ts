import type { Runtime } from "@/lib/runtime/runtime";
import type { Queryable } from "./pool";

/** Runs work of Daypass's own that no audit event is about: all of it is there, or nothing. Verbs use `transact`. */
export async function inTransaction<T>({ pool }: Runtime, work: (db: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch((cause: Error) => {
      broken = cause;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
