import type pg from "pg";
import { seesRefusals } from "@/lib/assertions/policy";
import type { Context } from "@/lib/context/context";
import { collect, decodeCursor, type Page, toPage } from "@/lib/db/cursor";
import { type Queryable, statement } from "@/lib/db/pool";
import { printable } from "@/lib/declarations/printable";
import { getTraits } from "@/lib/declarations/stored";
import { mayEdit } from "@/lib/edits/policy";
import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import { type Principal, referencesOf } from "@/lib/principals/principal";
import { type Viewer, viewerOf } from "@/lib/principals/viewer";
import {
  detailColumns,
  detailJoins,
  isFavourite,
  type ServiceDetailRow,
  type ServiceRow,
  serviceColumns,
} from "./row";
import { listServicesSchema } from "./schema";
import { searchQuery } from "./search";
import {
  type ServiceAbility,
  type ServiceDetailView,
  type ServiceView,
  serviceDetailView,
  serviceView,
} from "./view";

// Everybody who is signed in may see what there is to ask for. Who holds it is another question.

/** Active services by reference; of favourites, those that were withdrawn as well. */
export async function listServices(ctx: Context, input: unknown): Promise<Page<ServiceView>> {
  const filter = parseInput(listServicesSchema, input);
  const { pool, config } = ctx.runtime;
  const words = searchQuery(filter.q);
  if (filter.q?.trim() && words === null) return { items: [], nextCursor: null };
  const viewer = viewerIn(ctx);
  const wanted = {
    words,
    owner: filter.owned ? await viewerOf(pool, ctx) : null,
    asker: filter.requestable ? viewer : null,
    favourites: filter.favourite === true,
  };
  const found = await collect(
    {
      limit: filter.limit,
      after: decodeCursor(filter.cursor, 1),
      batch: filter.requestable ? Math.max(50, filter.limit) : filter.limit + 1,
    },
    async (after, batch) =>
      (await pool.query<ServiceRow>(findStatement(after?.[0] ?? "", batch, viewer, wanted))).rows,
    (row) => [row.ref],
    async (rows) => {
      const traits = await traitsOf(pool, rows);
      const views = rows.map((row) => serviceView(row, traits(row), viewer, config));
      // What a role takes is the declaration's word.
      return filter.requestable ? views.filter(isRequestable) : views;
    },
  );
  return toPage(
    found,
    filter.limit,
    ({ ref }) => [ref],
    (view) => view,
  );
}

const isRequestable = ({ roles }: ServiceView) => roles.some((role) => role.requestable);

interface Wanted {
  words: string | null;
  owner: Viewer | null;
  asker: Principal | null;
  favourites: boolean;
}

function findStatement(
  after: string,
  rows: number,
  viewer: Principal | null,
  { words, owner, asker, favourites }: Wanted,
): pg.QueryConfig {
  const values: unknown[] = [after, rows, viewer?.id ?? null];
  const conditions = [favourites ? isFavourite("$3") : "s.status = 'active'"];
  if (words !== null) conditions.push(`s.search @@ $${values.push(words)}::tsquery`);
  if (owner)
    conditions.push(
      `(s.owners && $${values.push(owner.refs)} or s.id = any($${values.push(owner.trustedServiceIds)}))`,
    );
  if (asker)
    conditions.push(
      `(s.eligible && $${values.push(referencesOf(asker))} or s.declaration_id in (${trusting}))`,
    );
  if (conditions.length === 1) return statement(`services-list-${favourites}`, listSql(conditions), values);
  // Not prepared: how many services a word finds decides whether its index or the order by reference is the shorter way.
  return { text: listSql(conditions), values };
}

// Claims may make somebody eligible whom no reference names.
const trusting = "select d.id from declaration d where d.trait ->> 'trust' is not null";

/** By id, reference or audience, as links have it; a withdrawn service is shown as such. Throws `not-found`. */
export async function getService(ctx: Context, idOrRef: string): Promise<ServiceDetailView> {
  const { pool, config } = ctx.runtime;
  // PostgreSQL has no text with a NUL in it.
  const { rows } = idOrRef.includes("\0")
    ? { rows: [] }
    : await pool.query<ServiceDetailRow>(
        statement("service-get", getSql, [idOrRef, viewerIn(ctx)?.id ?? null]),
      );
  const [row] = rows;
  if (!row) {
    const named = printable(idOrRef, 200);
    throw new AppError("not-found", `No service "${named}" is declared here. The catalogue lists them all.`);
  }
  const trait = (await traitsOf(pool, rows))(row);
  const abilities: ServiceAbility[] = [
    ...(row.status === "active" && mayEdit(ctx, trait) ? (["edit"] as const) : []),
    ...(seesRefusals(ctx, trait) ? (["see-refusals"] as const) : []),
  ];
  return serviceDetailView(row, trait, viewerIn(ctx), config, abilities);
}

const viewerIn = (ctx: Context) => (ctx.actor.kind === "system" ? null : ctx.actor.principal);

async function traitsOf(db: Queryable, rows: readonly ServiceRow[]) {
  const traits = await getTraits(
    db,
    rows.map((row) => row.declaration_id),
  );
  return (row: ServiceRow) => {
    const trait = traits.get(row.declaration_id);
    if (!trait) throw new Error(`service ${row.ref} names a declaration that is not stored`);
    return trait;
  };
}

const listSql = (conditions: string[]) => `
select ${serviceColumns("$3")} from service s
where ${["s.declaration_id is not null", "s.ref > $1", ...conditions].join(" and ")}
order by s.ref limit $2`;

const getSql = `select ${detailColumns("$2")} from service s ${detailJoins}
where s.id = $1 or s.ref = $1 or s.audiences @> array[$1] order by s.ref <> $1, s.ref limit 1`;
