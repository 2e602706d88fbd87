import type { Context } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";
import type { AccessTrait } from "@/lib/declarations/trait";

/** One version of a service's declaration. */
export interface VersionView {
  id: string;
  version: number;
  publishedAt: string;
  trait: AccessTrait;
}

interface Row {
  id: string;
  version: number;
  created_at: Date;
  trait: AccessTrait;
}

/** The newest versions of a service's declaration first. Everybody who is signed in sees what is declared. */
export async function listVersions(ctx: Context, serviceId: string, limit = 10): Promise<VersionView[]> {
  const { rows } = await ctx.runtime.pool.query<Row>(statement("versions-list", listSql, [serviceId, limit]));
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    publishedAt: row.created_at.toISOString(),
    trait: row.trait,
  }));
}

const listSql =
  "select id, version, created_at, trait from declaration where service_id = $1 order by version desc limit $2";
