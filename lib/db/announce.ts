import { type Change, changeChannel } from "@/lib/audit/append";
import { type Queryable, statement } from "./pool";

/** Tells every process, when the transaction commits, of a change that no audit event is about. */
export async function announce(db: Queryable, change: Change): Promise<void> {
  await db.query(statement("announce", "select pg_notify($1, $2)", [changeChannel, JSON.stringify(change)]));
}
