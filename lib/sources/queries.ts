import type { Context } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";
import { AppError } from "@/lib/errors/app-error";
import { platformRolesOf } from "@/lib/principals/platform-role";
import type { SourceProblem } from "./problem";

/** How a source is doing. */
export interface SourceView {
  name: string;
  kind: string;
  location: string;
  /** What it may declare; empty when daypass.yaml no longer names it. */
  declares: string[];
  configured: boolean;
  state: "fresh" | "stale" | "new";
  attemptedAt: string | null;
  syncedAt: string | null;
  staleSince: string | null;
  services: number;
  withdrawn: number;
  problems: SourceProblem[];
}

/** All sources, for those who run the platform or audit it; others get `forbidden`. */
export async function listSources(ctx: Context): Promise<SourceView[]> {
  const { pool, config } = ctx.runtime;
  if (ctx.actor.kind !== "system" && platformRolesOf(ctx.actor.principal, config).length === 0) {
    throw new AppError("forbidden", "Sources are shown to platform administrators and auditors.");
  }
  const { rows } = await pool.query<SourceRow>(statement("sources-list", listSql));
  const stored = new Map(rows.map((row) => [row.name, row]));
  const missing = config.sources.filter((source) => !stored.has(source.name));
  return [
    ...rows.map((row) => view(row, config.sources.find((source) => source.name === row.name)?.declares)),
    ...missing.map((source) =>
      view({ ...unread, name: source.name, kind: source.kind, location: source.path }, source.declares),
    ),
  ].toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

interface SourceRow {
  name: string;
  kind: string;
  location: string;
  attempted_at: Date | null;
  synced_at: Date | null;
  stale_since: Date | null;
  services: number;
  withdrawn: number;
  problems: SourceProblem[];
}

const unread = {
  attempted_at: null,
  synced_at: null,
  stale_since: null,
  services: 0,
  withdrawn: 0,
  problems: [],
};

function view(row: SourceRow, declares: string[] | undefined): SourceView {
  return {
    name: row.name,
    kind: row.kind,
    location: row.location,
    declares: declares ?? [],
    configured: declares !== undefined,
    state: row.stale_since ? "stale" : row.synced_at ? "fresh" : "new",
    attemptedAt: row.attempted_at?.toISOString() ?? null,
    syncedAt: row.synced_at?.toISOString() ?? null,
    staleSince: row.stale_since?.toISOString() ?? null,
    services: row.services,
    withdrawn: row.withdrawn,
    problems: row.problems,
  };
}

const listSql = `
select source.*, (select count(*)::int from service s where s.source_name = source.name and s.status = 'active') as services,
  (select count(*)::int from service s where s.source_name = source.name and s.status = 'withdrawn') as withdrawn
from source order by source.name`;
