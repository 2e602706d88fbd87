import type { SourceConfig } from "@/lib/config/config";
import type { Context } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";
import { transact } from "@/lib/db/transact";
import { applyReading } from "./apply-reading";
import type { SourceProblem } from "./problem";
import { readSource } from "./read-source";
import type { OpenSource } from "./source";
import { SourceClosed, SourceFailure } from "./source-failure";
import { lockSource } from "./source-row";

export interface SyncResult {
  published: number;
  withdrawn: number;
  problems: SourceProblem[];
  /** Whether the source could be read at all. */
  wasRead: boolean;
}

/**
 * Makes the catalogue say what a source says. A broken file keeps the last good version of its services; a service that is
 * gone is withdrawn, if everything could be read. Any process may run it at any time: of two readings, the one that began
 * later has the last word.
 */
export async function syncSource(
  ctx: Context,
  source: SourceConfig,
  open: Pick<OpenSource, "read">,
): Promise<SyncResult> {
  const { rows } = await ctx.runtime.pool.query<{ now: Date }>(
    statement("now", "select clock_timestamp() as now"),
  );
  const readAt = rows[0]?.now ?? new Date();
  // Outside of the transaction: a repository may take its time.
  const reading = await readSource(open, source, ctx.runtime).catch((error: unknown) =>
    error instanceof SourceClosed ? null : problemOf(error),
  );
  if (reading === null) return { ...nothing, problems: [], wasRead: true };
  return transact(ctx, "source.synced", async (tx) => {
    const row = await lockSource(tx, source);
    const wasRead = "files" in reading;
    if (row.readAt && row.readAt > readAt) return { ...nothing, problems: row.problems, wasRead };
    return { ...(await applyReading(tx, ctx, source, row, { readAt, reading })), wasRead };
  });
}

const nothing = { published: 0, withdrawn: 0 };

const stays = "The last good state stays in the catalogue.";

function problemOf(error: unknown): SourceProblem {
  const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
  const message = code || !(error instanceof Error) ? `The source cannot be read${code}.` : error.message;
  const hint = error instanceof SourceFailure ? error.hint : stays;
  return { severity: "error", file: "", line: 1, column: 1, path: "", message, hint };
}
