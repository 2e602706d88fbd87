import type pg from "pg";
import type { Change } from "@/lib/audit/append";
import type { AuditAbout, AuditInput } from "@/lib/audit/event";
import type { Queryable } from "./pool";

/** One open transaction of a verb. */
export interface Transaction {
  /** Runs a prepared statement; `name` identifies `text` for the life of the process. */
  query<R extends pg.QueryResultRow>(name: string, text: string, values?: unknown[]): Promise<R[]>;
  /** The same connection, for queries that also run outside a transaction. */
  db: Queryable;
  /** What the verb found out so far, so that a refusal is audited about the right things. */
  about: AuditAbout;
  audit(at: Date, events: AuditInput[], changes?: Change[]): Promise<void>;
}
