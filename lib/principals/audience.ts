import type { Change } from "@/lib/audit/append";
import type { Context } from "@/lib/context/context";
import { type Queryable, statement } from "@/lib/db/pool";
import { viewerOf } from "./viewer";

/** What one principal may hear of when something changes. */
export interface Audience {
  seesAll: boolean;
  /**
   * The own id, the references that the principal holds or stands in for, and those of the owners of services that they stand
   * for through claims.
   */
  names: ReadonlySet<string>;
}

export async function audienceOf(db: Queryable, ctx: Context): Promise<Audience> {
  const viewer = await viewerOf(db, ctx);
  const { seats } = viewer;
  const owners =
    seats.trustedServiceIds.length === 0
      ? []
      : (
          await db.query<{ owner: string }>(
            statement("audience-owners", ownersSql, [seats.trustedServiceIds]),
          )
        ).rows;
  const names = new Set([viewer.id, ...seats.refs, ...owners.map((row) => row.owner)]);
  return { seesAll: viewer.seesAll, names };
}

/** Pure. The catalogue is everybody's who is signed in; the rest is for whom it concerns. */
export function hears({ seesAll, names }: Audience, change: Change): boolean {
  // What somebody is told is theirs alone.
  if (change.noun === "notification") return change.audience.some((name) => names.has(name));
  return seesAll || change.noun === "service" || change.audience.some((name) => names.has(name));
}

const ownersSql = "select distinct unnest(owners) as owner from service where id = any($1::text[])";
