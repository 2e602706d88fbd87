import { setImmediate as othersTurn } from "node:timers/promises";
import type { Context } from "@/lib/context/context";
import { batchesOf } from "@/lib/db/batches";
import type { Transaction } from "@/lib/db/transaction";
import { getTraits } from "@/lib/declarations/stored";
import type { Claim } from "./claims";
import { type Step, stepOf } from "./step";

/** Comparing a version with the one before takes about a millisecond, in which this process answers nobody else. */
const comparedAtOnce = 25;

/** Ids of the versions in force, by reference of their services. */
type InForce = ReadonlyMap<string, string>;

/**
 * Locks the services of these claims and says what becomes of each. What takes time is done before: whoever decides about one
 * of these services meanwhile has done so before the lock, and then it is compared again, or waits until this is through.
 */
export async function lockedSteps(tx: Transaction, ctx: Context, claims: readonly Claim[]): Promise<Step[]> {
  const foreseen = await stepsOf(tx, ctx, claims, await inForceOf(tx, claims, "find"));
  const inForce = await inForceOf(tx, claims, "lock");
  const outdated = foreseen.filter(
    ({ claim, before }) => before?.declarationId !== inForce.get(claim.service.ref),
  );
  const again = await stepsOf(
    tx,
    ctx,
    outdated.map(({ claim }) => claim),
    inForce,
  );
  const corrected = new Map(again.map((step) => [step.claim, step]));
  return foreseen.map((step) => corrected.get(step.claim) ?? step);
}

async function inForceOf(
  tx: Transaction,
  claims: readonly Claim[],
  which: keyof typeof statements,
): Promise<InForce> {
  const ids = claims.flatMap((claim) => claim.known?.id ?? []);
  if (ids.length === 0) return new Map();
  const rows = await tx.query<{ ref: string; declaration_id: string }>(
    `services-${which}`,
    statements[which],
    [ids],
  );
  return new Map(rows.map((row) => [row.ref, row.declaration_id]));
}

async function stepsOf(
  tx: Transaction,
  ctx: Context,
  claims: readonly Claim[],
  inForce: InForce,
): Promise<Step[]> {
  const steps: Step[] = [];
  for (const batch of batchesOf(claims, comparedAtOnce)) {
    const traits = await getTraits(
      tx.db,
      batch.map(({ service }) => inForce.get(service.ref) ?? null),
    );
    for (const claim of batch) {
      const declarationId = inForce.get(claim.service.ref);
      const trait = declarationId && traits.get(declarationId);
      const before = declarationId && trait ? { declarationId, trait } : null;
      steps.push(stepOf(claim, before, ctx.runtime.config.limits));
    }
    await othersTurn();
  }
  return steps;
}

const find =
  "select ref, declaration_id from service where id = any($1::text[]) and declaration_id is not null order by ref";

// In the order of their references, as whoever locks more than one service does.
const statements = { find, lock: `${find} for no key update` };
