import type { SourceConfig } from "@/lib/config/config";
import type { Transaction } from "@/lib/db/transaction";
import type { SourceProblem } from "./problem";

/** What is stored about a source. */
export interface SourceRow {
  digest: string | null;
  syncedAt: Date | null;
  staleSince: Date | null;
  problems: SourceProblem[];
}

const syncLock = 0x7379_6e63; // "sync"

/** Makes this transaction the only one that syncs, and gives the source's row. One lock for all: sources claim the same names. */
export async function lockSource(tx: Transaction, source: SourceConfig): Promise<SourceRow> {
  await tx.query("sync-lock", "select pg_advisory_xact_lock($1)", [syncLock]);
  const [row] = await tx.query<SourceRow>("source-ensure", ensure, [source.name, source.kind, source.path]);
  if (!row) throw new Error("an upsert always gives its row");
  return row;
}

/** Keeps how an attempt ended. The digest is that of the last reading without errors; with errors the source is stale. */
export async function recordAttempt(
  tx: Transaction,
  name: string,
  outcome: { digest: string | null; problems: SourceProblem[] },
): Promise<{ at: Date }> {
  const failed = outcome.problems.some((problem) => problem.severity === "error");
  const [row] = await tx.query<{ at: Date }>("source-record", keep, [
    name,
    JSON.stringify(outcome.problems),
    failed,
    outcome.digest,
  ]);
  if (!row) throw new Error("the source's row is locked and there");
  return row;
}

const ensure = `
insert into source (name, kind, location) values ($1, $2, $3)
on conflict (name) do update set kind = excluded.kind, location = excluded.location
returning digest, synced_at as "syncedAt", stale_since as "staleSince", problems`;

const keep = `
update source set attempted_at = clock_timestamp(), problems = $2::jsonb,
  stale_since = case when $3 then coalesce(stale_since, clock_timestamp()) end,
  synced_at = case when $3 then synced_at else clock_timestamp() end,
  digest = case when $3 then digest else $4 end
where name = $1 returning attempted_at as at`;
