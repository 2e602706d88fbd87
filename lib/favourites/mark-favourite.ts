import { actingPrincipal } from "@/lib/context/acting-principal";
import type { Context } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";
import { printable } from "@/lib/declarations/printable";
import { AppError } from "@/lib/errors/app-error";

/** So many that nobody needs more, and few enough for one list. */
const mostFavourites = 100;

/** Marks a service, by id or reference, so that the caller finds it first; again, nothing happens. Throws `not-found`. */
export async function markFavourite(ctx: Context, service: string): Promise<{ isFavourite: true }> {
  const { pool } = ctx.runtime;
  const { rows } = await pool.query<{ found: boolean; kept: boolean }>(
    statement("favourite-mark", markSql, [actingPrincipal(ctx).id, known(service), mostFavourites]),
  );
  const [row] = rows;
  if (!row?.found) throw notDeclared(service);
  if (!row.kept)
    throw new AppError(
      "conflict",
      `You have ${mostFavourites} favourites, the most there may be. Take one away first.`,
    );
  return { isFavourite: true };
}

/** Takes the mark away again; where there is none, nothing happens. Throws `not-found`. */
export async function unmarkFavourite(ctx: Context, service: string): Promise<{ isFavourite: false }> {
  const { pool } = ctx.runtime;
  const { rows } = await pool.query<{ found: boolean }>(
    statement("favourite-unmark", unmarkSql, [actingPrincipal(ctx).id, known(service)]),
  );
  if (!rows[0]?.found) throw notDeclared(service);
  return { isFavourite: false };
}

/** PostgreSQL has no text with a NUL in it, and so no service either. */
const known = (service: string) => (service.includes("\0") ? "" : service);

const notDeclared = (service: string) =>
  new AppError(
    "not-found",
    `No service "${printable(service, 200)}" is declared here. The catalogue lists them all.`,
  );

const markSql = `
with found as (select s.id from service s where (s.id = $2 or s.ref = $2) and s.declaration_id is not null limit 1),
  kept as (insert into favourite (principal_id, service_id) select $1, found.id from found
    where (select count(*) from favourite f where f.principal_id = $1) < $3
      or exists (select 1 from favourite f where f.principal_id = $1 and f.service_id = found.id)
    on conflict (principal_id, service_id) do update set created_at = favourite.created_at returning service_id)
select exists (select 1 from found) as found, exists (select 1 from kept) as kept`;

const unmarkSql = `
with found as (select s.id from service s where s.id = $2 or s.ref = $2 limit 1),
  gone as (delete from favourite f using found where f.principal_id = $1 and f.service_id = found.id)
select exists (select 1 from found) as found`;
