import type { Context } from "@/lib/context/context";
import { newId } from "@/lib/db/ids";
import { transact } from "@/lib/db/transact";
import type { Transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import type { Principal } from "@/lib/principals/principal";
import { findPrincipals } from "@/lib/principals/queries";
import type { Representation } from "./chain";
import { changesFor } from "./changes";
import { objectionToNaming } from "./policy";
import { type StandInRow, standInColumns, standInJoins } from "./row";
import { nameStandInSchema } from "./schema";
import { type StandInView, standInView } from "./view";

/**
 * Says who decides in the caller's place for a while. Whoever is represented is asked as before; their stand-in may fill
 * the seat too. `conflict` where it overlaps an absence of the caller's or leads back to them.
 */
export async function nameStandIn(ctx: Context, input: unknown): Promise<StandInView> {
  const asked = parseInput(nameStandInSchema, input);
  return transact(ctx, "stand-in.named", async (tx) => {
    if (ctx.actor.kind === "system") throw new AppError("forbidden", "Only a person is away.");
    const absent = ctx.actor.principal;
    // Two people who name each other at once: the second one must see what the first one did.
    await tx.query("stand-ins-lock", "select pg_advisory_xact_lock($1)", [standInsLock]);
    const standIn = await theOne(tx, asked.standIn);
    tx.about.subject = standIn.id;
    const now = await clock(tx);
    const startsAt = asked.startsAt ? new Date(asked.startsAt) : now;
    const endsAt = new Date(asked.endsAt);
    const others = await overlapping(tx, startsAt, endsAt);
    const objection = objectionToNaming({ absent, standIn, startsAt, endsAt, now, others });
    if (objection) throw toError(objection);

    const id = newId("sti");
    const reason = asked.reason || null;
    const from = new Date(Math.max(startsAt.getTime(), now.getTime()));
    await tx.query("stand-in-create", insertSql, [id, absent.id, standIn.id, from, endsAt, reason, now]);
    const detail = { for: absent.name, startsAt: from.toISOString(), endsAt: endsAt.toISOString(), reason };
    await tx.audit(now, [{ action: "stand-in.named", detail }], changesFor(absent, standIn));
    const [row] = await tx.query<StandInRow>("stand-in-get", getSql, [id]);
    if (!row) throw new Error("a row that was written is there");
    return standInView(ctx, row);
  });
}

const standInsLock = 0x7374_696e; // "stin"

async function theOne(tx: Transaction, name: string): Promise<Principal> {
  const [found, another] = await findPrincipals(tx.db, name);
  if (found && !another) return found;
  throw toError({
    code: "invalid-input",
    path: "standIn",
    reason: found
      ? `"${name}" is the name of more than one person here: give the id`
      : `nobody known here as "${name}": a stand-in has signed in at least once`,
  });
}

function toError({
  code,
  reason,
  path,
}: {
  code: AppError["code"];
  reason: string;
  path?: string;
}): AppError {
  return path === undefined
    ? new AppError(code, reason)
    : new AppError(code, `${path}: ${reason}`, { errors: [{ path, message: reason }] });
}

async function clock(tx: Transaction): Promise<Date> {
  const [row] = await tx.query<{ now: Date }>("now", "select clock_timestamp() as now");
  if (!row) throw new Error("a statement without a table always gives its row");
  return row.now;
}

async function overlapping(tx: Transaction, startsAt: Date, endsAt: Date): Promise<Representation[]> {
  const rows = await tx.query<StandInRow>("stand-ins-overlapping", overlappingSql, [startsAt, endsAt]);
  return rows.map((row) => ({
    absent: row.absent,
    standIn: row.stand_in,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
  }));
}

const getSql = `select ${standInColumns} from stand_in si ${standInJoins} where si.id = $1`;

const overlappingSql = `
select ${standInColumns} from stand_in si ${standInJoins}
where si.ended_at is null and si.starts_at < $2 and si.ends_at > $1 and away.deactivated_at is null`;

const insertSql = `
insert into stand_in (id, principal_id, stand_in_id, starts_at, ends_at, reason, created_at) values ($1, $2, $3, $4, $5, $6, $7)`;
