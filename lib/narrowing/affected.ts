import { type Queryable, statement } from "@/lib/db/pool";
import { getTraits } from "@/lib/declarations/stored";
import type { AccessTrait } from "@/lib/declarations/trait";
import { grantColumns, grantJoins } from "@/lib/grants/row";
import { type RequestRow, requestColumns, requestJoins } from "@/lib/requests/row";
import type { RunningGrant } from "./grant-effects";

/** What of a service a new declaration may act on: ids, in the order in which they are locked. */
export interface Affected {
  grants: string[];
  requests: string[];
}

/** Of many services those where something is pending or running. One statement, whatever their number. */
export async function servicesInUse(db: Queryable, serviceIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>(statement("narrowing-in-use", inUseSql, [serviceIds]));
  return new Set(rows.map((row) => row.id));
}

/** With `lock` nothing of it changes until the transaction ends. Grants come before requests, as everywhere. */
export async function findAffected(db: Queryable, serviceId: string, lock: boolean): Promise<Affected> {
  const [which, locking] = lock ? ["lock", "for no key update"] : ["find", ""];
  const ids = async (name: string, text: string) => {
    const { rows } = await db.query<{ id: string }>(
      statement(`narrowing-${which}-${name}`, `${text} order by id ${locking}`, [serviceId]),
    );
    return rows.map((row) => row.id);
  };
  return { grants: await ids("grants", grantIds), requests: await ids("requests", requestIds) };
}

const perBatch = 500;

/** Grants of these ids that run still, in the same order, a batch at a time. */
export async function* readGrants(db: Queryable, ids: readonly string[]): AsyncGenerator<RunningGrant[]> {
  for (let from = 0; from < ids.length; from += perBatch) {
    const { rows } = await db.query<RunningGrant["row"]>(
      statement("narrowing-grants", grantsSql, [ids.slice(from, from + perBatch)]),
    );
    yield withPinned(
      rows,
      await getTraits(
        db,
        rows.map((row) => row.declaration_id),
      ),
    );
  }
}

/** The same of pending requests. */
export async function* readRequests(
  db: Queryable,
  ids: readonly string[],
): AsyncGenerator<{ row: RequestRow; pinned: AccessTrait }[]> {
  for (let from = 0; from < ids.length; from += perBatch) {
    const { rows } = await db.query<RequestRow>(
      statement("narrowing-requests", requestsSql, [ids.slice(from, from + perBatch)]),
    );
    yield withPinned(
      rows,
      await getTraits(
        db,
        rows.map((row) => row.declaration_id),
      ),
    );
  }
}

function withPinned<R extends { id: string; declaration_id: string }>(
  rows: readonly R[],
  traits: ReadonlyMap<string, AccessTrait>,
): { row: R; pinned: AccessTrait }[] {
  return rows.map((row) => {
    const pinned = traits.get(row.declaration_id);
    if (!pinned) throw new Error(`${row.id} names a declaration that is not stored`);
    return { row, pinned };
  });
}

const isRunning = "status in ('scheduled', 'active') and ends_at > statement_timestamp()";

const inUseSql = `
select distinct used.id from unnest($1::text[]) as used(id)
where exists (select 1 from access_grant g where g.service_id = used.id and g.status in ('scheduled', 'active'))
  or exists (select 1 from access_request r where r.service_id = used.id and r.status = 'pending')`;

const grantIds = `select id from access_grant where service_id = $1 and ${isRunning}`;
const requestIds = "select id from access_request where service_id = $1 and status = 'pending'";

const grantsSql = `
select ${grantColumns}, g.declaration_id, g.authorization_details,
  greatest(g.starts_at, (select max(e.at) from grant_extension e where e.grant_id = g.id)) as counts_from
from access_grant g ${grantJoins}
where g.id = any($1::text[]) and g.status in ('scheduled', 'active') and g.ends_at > statement_timestamp() order by g.id`;

const requestsSql = `
select ${requestColumns} from access_request r ${requestJoins}
where r.id = any($1::text[]) and r.status = 'pending' order by r.id`;
