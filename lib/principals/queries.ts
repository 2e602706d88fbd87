import { type Queryable, statement } from "@/lib/db/pool";
import type { Principal } from "./principal";

/** The columns of a principal as JSON, for statements that join one. */
export const principalJson = (alias: string) =>
  `json_build_object('id', ${alias}.id, 'kind', ${alias}.kind, 'issuer', ${alias}.issuer, 'subject', ${alias}.subject, 'name', ${alias}.name,
    'email', ${alias}.email, 'ref', ${alias}.ref, 'groups', ${alias}.groups, 'claims', ${alias}.claims, 'deactivatedAt', ${alias}.deactivated_at)`;

export async function findPrincipal(db: Queryable, id: string): Promise<Principal | null> {
  const { rows } = await db.query<{ principal: Principal }>(
    statement(
      "principal-by-id",
      `select ${principalJson("p")} as principal from principal p where p.id = $1`,
      [id],
    ),
  );
  return rows[0]?.principal ?? null;
}

/** Principals that hold any of `refs` and are not deactivated, at most `limit`. */
export async function listPrincipalsHolding(
  db: Queryable,
  refs: readonly string[],
  limit: number,
): Promise<Principal[]> {
  const { rows } = await db.query<{ principal: Principal }>(
    statement(
      "principals-holding",
      `select ${principalJson("p")} as principal from principal p
       where (p.groups && $1::text[] or p.ref = any($1::text[]) or p.issuer || '#' || p.subject = any($1::text[]))
         and p.deactivated_at is null order by p.name limit $2`,
      [refs, limit],
    ),
  );
  return rows.map((row) => row.principal);
}
