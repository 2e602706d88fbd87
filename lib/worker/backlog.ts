import { type Queryable, statement } from "@/lib/db/pool";

/** What is due and not yet done, over all processes. */
export interface Backlog {
  overdueGrants: number;
  overdueRequests: number;
  waitingDeliveries: number;
  failingDeliveries: number;
  /** Waiting for a replay. */
  givenUpDeliveries: number;
}

export async function readBacklog(db: Queryable): Promise<Backlog> {
  const { rows } = await db.query<{ [K in keyof Backlog]: number }>(statement("backlog", backlogSql));
  const [backlog] = rows;
  if (!backlog) throw new Error("a statement without a table always gives its row");
  return backlog;
}

// Each part reads a partial index that holds only what is open.
const backlogSql = `
select
  (select count(*)::int from access_grant where status in ('scheduled', 'active') and ends_at <= statement_timestamp()) as "overdueGrants",
  (select count(*)::int from access_request where status = 'pending' and pending_until <= statement_timestamp()) as "overdueRequests",
  (select count(*)::int from outbox_message where delivered_at is null and failed_at is null) as "waitingDeliveries",
  (select count(*)::int from outbox_message where delivered_at is null and failed_at is null and attempts > 1) as "failingDeliveries",
  (select count(*)::int from outbox_message where failed_at is not null) as "givenUpDeliveries"`;
