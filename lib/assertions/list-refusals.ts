import { z } from "zod";
import type { Context } from "@/lib/context/context";
import { decodeCursor, foreignCursor, type Page, toPage } from "@/lib/db/cursor";
import { statement } from "@/lib/db/pool";
import { getTrait } from "@/lib/declarations/stored";
import { AppError } from "@/lib/errors/app-error";
import { flag, pageSchema } from "@/lib/input/fields";
import { parseInput } from "@/lib/input/parse-input";
import { seesRefusals } from "./policy";
import { type RefusalRow, type RefusalView, refusalView } from "./refusal-view";

export const listRefusalsSchema = z.strictObject({ mine: flag, ...pageSchema });

/**
 * Who was refused by a service in the last week, and why; the latest first. Throws `not-found`.
 */
export async function listRefusals(
  ctx: Context,
  service: string,
  input: unknown,
): Promise<Page<RefusalView>> {
  const { mine, cursor, limit } = parseInput(listRefusalsSchema, input);
  const { pool } = ctx.runtime;
  const { rows: found } = await pool.query<{ id: string; declaration_id: string }>(
    statement("refusals-service", serviceSql, [service]),
  );
  const [known] = found;
  if (!known) throw new AppError("not-found", `No service "${service.slice(0, 200)}" is declared here.`);
  const inForce = await getTrait(pool, known.declaration_id);
  const whose = seesRefusals(ctx, inForce) && !mine ? null : idOf(ctx);
  const [at = null, id = null] = decodeCursor(cursor, 2) ?? [];
  if (at !== null && Number.isNaN(Date.parse(at))) throw foreignCursor();
  const { rows } = await pool.query<RefusalRow>(
    statement("refusals-list", listSql, [known.id, whose, at, id, limit + 1]),
  );
  return toPage(rows, limit, (row) => [row.last_at.toISOString(), row.id], refusalView);
}

const idOf = ({ actor }: Context) => (actor.kind === "system" ? "" : actor.principal.id);

const serviceSql =
  "select id, declaration_id from service where (id = $1 or ref = $1) and declaration_id is not null";

// A week holds at most as many rows as there were tokens, reasons and minutes; of a service that refuses that much, the latest
// ones tell the story.
const listSql = `
with recent as (
  select * from refusal where service_id = $1 and last_at > statement_timestamp() - interval '7 days'
    and ($2::text is null or principal_id = $2) order by last_at desc limit 20000),
alike as (
  select max(id) as id, principal_id, grant_id, kind, sum(calls)::float8 as calls, min(first_at) as first_at, max(last_at) as last_at
  from recent group by principal_id, grant_id, kind)
select a.id, a.grant_id, a.kind, a.calls, a.first_at, a.last_at, r.facts,
  case when p.id is null then null else json_build_object('id', p.id, 'name', p.name, 'kind', p.kind) end as principal
from alike a join refusal r on r.id = a.id left join principal p on p.id = a.principal_id
where $3::timestamptz is null or (a.last_at, a.id) < ($3::timestamptz, $4::text)
order by a.last_at desc, a.id desc limit $5`;
