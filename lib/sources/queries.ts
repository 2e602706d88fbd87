import type { Context } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";
import { AppError } from "@/lib/errors/app-error";
import { platformRolesOf } from "@/lib/principals/platform-role";
import { type SourceView, type StoredSource, sourceView, unreadSource } from "./view";

/** All sources, for those who run the platform or audit it; others get `forbidden`. */
export async function listSources(ctx: Context): Promise<SourceView[]> {
  const { pool, config } = ctx.runtime;
  const roles = ctx.actor.kind === "system" ? [] : platformRolesOf(ctx.actor.principal, config);
  if (ctx.actor.kind !== "system" && roles.length === 0)
    throw new AppError("forbidden", "Sources are shown to platform administrators and auditors.");
  const { rows } = await pool.query<StoredSource>(statement("sources-list", listSql));
  const stored = new Set(rows.map((row) => row.name));
  const missing = config.sources.filter((source) => !stored.has(source.name)).map(unreadSource);
  const configured = new Map(config.sources.map((source) => [source.name, source]));
  return [...rows, ...missing]
    .map((row) => sourceView(row, configured.get(row.name), roles.includes("admin")))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

const listSql = `
select source.*, (select count(*)::int from service s where s.source_name = source.name and s.status = 'active') as services,
  (select count(*)::int from service s where s.source_name = source.name and s.status = 'withdrawn') as withdrawn
from source order by source.name`;
