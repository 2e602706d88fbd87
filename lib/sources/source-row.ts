import type { SourceConfig } from "@/lib/config/config";
import type { Transaction } from "@/lib/db/transaction";
import { locationOf } from "./location";
import type { SourceProblem } from "./problem";
import type { SourceVersion } from "./source";

/** What is stored about a source. */
export interface SourceRow {
  digest: string | null;
  syncedAt: Date | null;
  staleSince: Date | null;
  readAt: Date | null;
  problems: SourceProblem[];
}

/** How an attempt ended. */
export interface Attempt {
  /** When the reading began, by the database's clock. */
  readAt: Date;
  problems: SourceProblem[];
  /** Null when the source could not be read. */
  read: { digest: string; version: SourceVersion | null } | null;
}

const syncLock = 0x7379_6e63; // "sync"

/** Waits until nobody syncs. */
export const shareSyncLock = `select pg_advisory_xact_lock_shared(${syncLock})`;

/** Makes this transaction the only one that syncs, and gives the source's row. One lock for all: sources claim the same names. */
export async function lockSource(tx: Transaction, source: SourceConfig): Promise<SourceRow> {
  await tx.query("sync-lock", "select pg_advisory_xact_lock($1)", [syncLock]);
  const values = [source.name, source.kind, locationOf(source)];
  const [row] = await tx.query<SourceRow>("source-ensure", ensure, values);
  if (!row) throw new Error("an upsert always gives its row");
  return row;
}

/** Keeps how an attempt ended. Digest and version are those of the last reading without errors; with errors the source is stale. */
export async function recordAttempt(tx: Transaction, name: string, attempt: Attempt): Promise<{ at: Date }> {
  const { readAt, problems, read } = attempt;
  const failed = problems.some((problem) => problem.severity === "error");
  const [row] = await tx.query<{ at: Date }>("source-record", keep, [
    name,
    JSON.stringify(problems),
    failed,
    read?.digest ?? null,
    read?.version ? JSON.stringify(read.version) : null,
    readAt,
    read === null,
  ]);
  if (!row) throw new Error("the source's row is locked and there");
  return row;
}

const ensure = `
insert into source (name, kind, location) values ($1, $2, $3)
on conflict (name) do update set kind = excluded.kind, location = excluded.location
returning digest, synced_at as "syncedAt", stale_since as "staleSince", read_at as "readAt", problems`;

const keep = `
update source set attempted_at = clock_timestamp(), read_at = $6, problems = $2::jsonb,
  unreadable_since = case when $7 then coalesce(unreadable_since, clock_timestamp()) end,
  seen_version = case when $7 then seen_version else $5::jsonb end,
  stale_since = case when $3 then coalesce(stale_since, clock_timestamp()) end,
  synced_at = case when $3 then synced_at else clock_timestamp() end,
  changed_at = case when $3 or digest is not distinct from $4 then changed_at else clock_timestamp() end,
  version = case when $3 then version else $5::jsonb end,
  digest = case when $3 then digest else $4 end
where name = $1 returning attempted_at as at`;
