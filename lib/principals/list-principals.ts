import type { Context } from "@/lib/context/context";
import { decodeCursor, foreignCursor, type Page, toPage } from "@/lib/db/cursor";
import { statement } from "@/lib/db/pool";
import { AppError } from "@/lib/errors/app-error";
import { countLiveGrants } from "@/lib/grants/live";
import { parseInput } from "@/lib/input/parse-input";
import { requireAdmin } from "./admin";
import type { Principal } from "./principal";
import { principalJson } from "./queries";
import { listPrincipalsSchema } from "./schema";
import { type KnownPrincipalView, principalView } from "./view";

interface KnownRow {
  principal: Principal;
  created_at: Date;
  last_seen_at: Date;
  deactivated_at: Date | null;
  live_grants: number;
}

/** Everybody who ever signed in, newest first; `q` is part of a name, an e-mail address or a subject. Admins only. */
export async function listPrincipals(ctx: Context, input: unknown): Promise<Page<KnownPrincipalView>> {
  requireAdmin(ctx, "see everybody who signed in");
  const filter = parseInput(listPrincipalsSchema, input);
  const [after] = decodeCursor(filter.cursor, 1) ?? [null];
  if (after && !isId.test(after)) throw foreignCursor();
  const { rows } = await ctx.runtime.pool.query<KnownRow>(
    statement("principals-list", listSql, [filter.q ? likePattern(filter.q) : null, after, filter.limit + 1]),
  );
  return toPage(rows, filter.limit, (row) => [row.principal.id], knownView);
}

/** Admins only. Throws `not-found`. */
export async function getKnownPrincipal(ctx: Context, id: string): Promise<KnownPrincipalView> {
  requireAdmin(ctx, "see everybody who signed in");
  const known = statement("principal-known", `select ${columns} from principal p where p.id = $1`, [id]);
  const [row] = isId.test(id) ? (await ctx.runtime.pool.query<KnownRow>(known)).rows : [];
  if (!row) throw new AppError("not-found", "Nobody with this id is known here.");
  return knownView(row);
}

const isId = /^prn_[0-9a-z]{26}$/;

const likePattern = (text: string) => `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`;

const knownView = (row: KnownRow): KnownPrincipalView => ({
  ...principalView(row.principal),
  ref: row.principal.ref,
  createdAt: row.created_at.toISOString(),
  lastSeenAt: row.last_seen_at.toISOString(),
  deactivatedAt: row.deactivated_at?.toISOString() ?? null,
  liveGrants: row.live_grants,
});

const columns = `${principalJson("p")} as principal, p.created_at, p.last_seen_at, p.deactivated_at,
  (${countLiveGrants("p.id")})::int as live_grants`;

const listSql = `
select ${columns} from principal p
where ($1::text is null or p.name ilike $1 or p.email ilike $1 or p.subject ilike $1) and ($2::text is null or p.id < $2)
order by p.id desc limit $3`;
