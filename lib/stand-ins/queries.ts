import type { Context } from "@/lib/context/context";
import { type Bind, binder } from "@/lib/db/bind";
import { decodeCursor, type Page, toPage } from "@/lib/db/cursor";
import { type Queryable, statement } from "@/lib/db/pool";
import { parseInput } from "@/lib/input/parse-input";
import { onCallRefs } from "@/lib/on-call/held";
import { platformRolesOf } from "@/lib/principals/platform-role";
import { type StandInRow, standInColumns, standInJoins } from "./row";
import { isRunning } from "./running";
import { listStandInsSchema } from "./schema";
import { type StandInView, standInView } from "./view";

/** Newest first: the caller's own, and everybody's for admins and auditors. */
export async function listStandIns(ctx: Context, input: unknown): Promise<Page<StandInView>> {
  const filter = parseInput(listStandInsSchema, input);
  const [after] = decodeCursor(filter.cursor, 1) ?? [null];
  const { bind, values } = binder();
  const conditions = ["true"];
  if (filter.mine || !seesAll(ctx)) conditions.push(isOwn(ctx, bind));
  if (filter.current) conditions.push("si.ended_at is null and si.ends_at > statement_timestamp()");
  if (after !== null) conditions.push(`si.id < ${bind(after)}`);
  const { rows } = await ctx.runtime.pool.query<StandInRow>({
    text: `select ${standInColumns} from stand_in si ${standInJoins} where ${conditions.join(" and ")} order by si.id desc limit ${bind(filter.limit + 1)}`,
    values,
  });
  return toPage(
    rows,
    filter.limit,
    (row) => [row.id],
    (row) => standInView(ctx, row),
  );
}

function seesAll({ actor, runtime }: Context): boolean {
  return actor.kind === "system" || platformRolesOf(actor.principal, runtime.config).length > 0;
}

function isOwn({ actor }: Context, bind: Bind): string {
  const id = bind(actor.kind === "system" ? null : actor.principal.id);
  return `(si.principal_id = ${id} or si.stand_in_id = ${id})`;
}

/** Somebody whose seat another one may fill now. */
export interface Away {
  absent: { id: string; name: string };
  standIn: { id: string; name: string };
  endsAt: string;
}

/** Who of the holders of any of `refs` is away now, and who stands in; at most `limit`. */
export async function listAway(db: Queryable, refs: readonly string[], limit = 20): Promise<Away[]> {
  const { rows } = await db.query<StandInRow>(statement("stand-ins-away", awaySql, [refs, limit]));
  return rows.map((row) => ({
    absent: row.absent,
    standIn: row.stand_in,
    endsAt: row.ends_at.toISOString(),
  }));
}

const awaySql = `
select ${standInColumns} from stand_in si ${standInJoins}
where ${isRunning("si")} and away.deactivated_at is null and stand.deactivated_at is null
  and ((away.groups || ${onCallRefs("away")}) && $1::text[] or away.ref = any($1::text[]) or away.issuer || '#' || away.subject = any($1::text[]))
order by away.name, si.id limit $2`;
