import type { Context } from "@/lib/context/context";
import { newId } from "@/lib/db/ids";
import { transact } from "@/lib/db/transact";
import type { Transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import type { Principal } from "@/lib/principals/principal";
import { findPrincipals } from "@/lib/principals/queries";
import { refuseWithdrawn, signingKey } from "@/lib/tokens/keys";
import { signDelegation } from "./delegation-token";
import { objectionToActor } from "./policy";
import { type DelegationRow, delegationColumns, delegationJoins } from "./row";
import { delegateSchema } from "./schema";
import { delegationView, type MadeDelegation } from "./view";

/**
 * Lets one workload act for the caller under one of their accesses, for minutes (ADR 32). People only, and only workloads
 * that daypass.yaml names. Throws `no-grant` for what is no live access of theirs.
 */
export async function delegate(ctx: Context, input: unknown): Promise<MadeDelegation> {
  const asked = parseInput(delegateSchema, input);
  const key = await signingKey(ctx.runtime);
  // No token is ever stored, so none is kept as an idempotent answer either.
  return transact({ ...ctx, idempotency: undefined }, "delegation.made", async (tx) => {
    if (ctx.actor.kind !== "user")
      throw new AppError("forbidden", "Only a person lets somebody act for them.");
    const { principal } = ctx.actor;
    tx.about.subject = principal.id;
    await describeGrant(tx, principal.id, asked.grantId);
    const workload = await theOne(tx, asked.workload);
    tx.about.detail = { ...tx.about.detail, workload: workload.name, workloadId: workload.id };
    const objection = objectionToActor(workload, ctx.runtime.config);
    if (objection) throw new AppError("forbidden", objection);
    await refuseDeactivated(tx, [principal.id, workload.id]);
    const id = newId("dlg");
    const values = [id, principal.id, workload.id, asked.grantId, key.kid, asked.durationSeconds];
    const [row] = await tx.query<DelegationRow>("delegation-create", insertSql, values);
    if (!row) {
      await refuseWithdrawn(tx, ctx, key.kid);
      throw new AppError("no-grant", "This is no active access of yours.");
    }
    await tx.audit(
      row.created_at,
      [{ action: "delegation.made", detail: { delegation: id, expiresAt: row.expires_at.toISOString() } }],
      [{ noun: "grant", id: asked.grantId, audience: [principal.id] }],
    );
    const [iat, exp] = [row.created_at, row.expires_at].map((at) => Math.floor(at.getTime() / 1000));
    const { grantId } = asked;
    const claims = { id, principalId: principal.id, workloadId: workload.id, grantId };
    const token = await signDelegation(ctx.runtime, { ...claims, iat: iat ?? 0, exp: exp ?? 0 }, key);
    return { ...delegationView(ctx, row), token };
  });
}

async function theOne(tx: Transaction, name: string): Promise<Principal> {
  const [found, another] = await findPrincipals(tx.db, name);
  if (found && !another) return found;
  const reason = found
    ? `"${name}" is the name of more than one here: give the id`
    : `nobody known here as "${name}": a workload has signed in at least once`;
  throw new AppError("invalid-input", `workload: ${reason}`, {
    errors: [{ path: "workload", message: reason }],
  });
}

/** So that a refusal, too, is on record where the access is. Says nothing about those of others. */
async function describeGrant(tx: Transaction, principalId: string, grantId: string): Promise<void> {
  const [row] = await tx.query<{ ref: string; role: string; environment: string | null; request_id: string }>(
    "delegation-grant",
    "select s.ref, g.role, g.environment, g.request_id from access_grant g join service s on s.id = g.service_id where g.id = $1 and g.principal_id = $2",
    [grantId, principalId],
  );
  if (!row) throw new AppError("no-grant", "This is no active access of yours.");
  const { role, environment } = row;
  Object.assign(tx.about, {
    service: row.ref,
    grantId,
    requestId: row.request_id,
    detail: { role, environment },
  });
}

/** Nobody is deactivated before the delegation is there to be ended with them. */
async function refuseDeactivated(tx: Transaction, ids: string[]): Promise<void> {
  const rows = await tx.query<{ name: string; deactivated_at: Date | null }>(
    "delegation-two",
    "select name, deactivated_at from principal where id = any($1::text[]) order by id for share",
    [ids],
  );
  const gone = rows.find((row) => row.deactivated_at !== null);
  if (gone) throw new AppError("forbidden", `${gone.name} was deactivated here.`);
}

const insertSql = `
with d as (
  insert into delegation (id, principal_id, workload_id, grant_id, kid, created_at, expires_at)
  select $1, $2, $3, g.id, k.kid, statement_timestamp(),
    date_trunc('second', least(statement_timestamp() + make_interval(secs => $6), g.ends_at))
  from access_grant g join signing_key k on k.kid = $5 and k.retired_at is null
  where g.id = $4 and g.principal_id = $2 and g.status in ('scheduled', 'active') and g.starts_at <= statement_timestamp()
    and date_trunc('second', least(statement_timestamp() + make_interval(secs => $6), g.ends_at)) > statement_timestamp()
  for key share of k
  returning *)
select ${delegationColumns} from d ${delegationJoins}`;
