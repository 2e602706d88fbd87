import type { Socket } from "node:net";
import pg from "pg";

/** The role that every process works as: it may insert audit events and never change them. */
const applicationRole = "daypass_app";

/**
 * A pool whose connections work as the application role, in UTC, and never wait for ever.
 * Nothing that they run is long enough to be worth compiling. `onIdleError` hears of connections that broke while nobody used them; the pool replaces them by itself.
 */
export function createPool(databaseUrl: string, onIdleError: (error: Error) => void, max = 20): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max,
    options: `-c timezone=UTC -c role=${applicationRole} -c jit=off -c statement_timeout=5000 -c lock_timeout=4000 -c idle_in_transaction_session_timeout=10000`,
    connectionTimeoutMillis: 4000,
    query_timeout: 6000,
    keepAlive: true,
  });
  pool.on("error", onIdleError);
  return pool;
}

/** A single connection for LISTEN and advisory locks; the caller ends it. It runs over `socket`, where one is given. */
export function createClient(databaseUrl: string, socket?: Socket): pg.Client {
  return new pg.Client({
    connectionString: databaseUrl,
    ...(socket ? { stream: () => socket } : {}),
    options: `-c timezone=UTC -c role=${applicationRole}`,
    keepAlive: true,
    connectionTimeoutMillis: 4000,
  });
}

/** What runs statements: the pool, or one connection inside a transaction. */
export interface Queryable {
  query<R extends pg.QueryResultRow>(statement: pg.QueryConfig): Promise<pg.QueryResult<R>>;
}

/** A prepared statement: PostgreSQL plans `text` once a connection under `name`. */
export function statement(name: string, text: string, values: unknown[] = []): pg.QueryConfig {
  return { name, text, values };
}
