import type { Context } from "@/lib/context/context";
import { durationWords } from "@/lib/declarations/describe";
import type { AccessTrait } from "@/lib/declarations/trait";
import { type Affected, findAffected } from "@/lib/narrowing/affected";
import { type WhenGone, withdrawalEffects } from "@/lib/narrowing/enforce-withdrawal";
import { type Effects, findEffects } from "@/lib/narrowing/find-effects";
import { declarationOf } from "@/lib/narrowing/words";
import { type Principal, referencesOf } from "@/lib/principals/principal";
import { askedAgain } from "./history";
import { changedRights } from "./people";
import type { Impact } from "./schema";

/** One service with its declaration in force, what comes into force at once, and what the files say in the end. */
export interface Change {
  serviceId: string | null;
  before: AccessTrait | null;
  now: AccessTrait | null;
  after: AccessTrait | null;
  whenGone: WhenGone;
}

const mostGrants = 10_000;
const mostRequests = 2_000;

/** What a change does to people. `cut` says what was too much to look at in full. */
export async function impactOf(
  ctx: Context,
  change: Change,
  people: readonly Principal[],
  showNames: boolean,
): Promise<{ impact: Impact; cut: string[] }> {
  const { config, pool } = ctx.runtime;
  const { rights, isCut } = await changedRights(people, change, config, showNames);
  const cut = isCut ? ["the places in which people gain or lose a right"] : [];
  if (!change.serviceId || !change.before)
    return { impact: { people: rights, grants: [], requests: [], decided: nothing, notified: 0 }, cut };
  const affected = await findAffected(pool, change.serviceId, false);
  if (affected.grants.length > mostGrants) cut.push(`grants beyond the first ${mostGrants}`);
  if (affected.requests.length > mostRequests) cut.push(`requests beyond the first ${mostRequests}`);
  const effects = await effectsOf(
    ctx,
    { ...change, before: change.before },
    {
      grants: affected.grants.slice(0, mostGrants),
      requests: affected.requests.slice(0, mostRequests),
    },
  );
  const again = await askedAgain(
    pool,
    change.serviceId,
    { before: change.before, after: change.after },
    config,
  );
  if (again.isCut) cut.push(`requests of the last 90 days beyond the ${again.decided.considered} latest`);
  const notified = toldOf(effects, change, people);
  const { decided } = again;
  return { impact: { people: rights, ...effectViews(effects), decided, notified }, cut };
}

const nothing: Impact["decided"] = { considered: 0, differently: 0, counts: [], examples: [] };

const effectsOf = (
  ctx: Context,
  { before, now, whenGone }: Change & { before: AccessTrait },
  affected: Affected,
) =>
  now
    ? findEffects(ctx.runtime.pool, ctx.runtime.config, { before, after: now }, affected)
    : withdrawalEffects(ctx.runtime.pool, affected, whenGone);

function effectViews({ grants, requests }: Effects): Pick<Impact, "grants" | "requests"> {
  return {
    grants: grants.flatMap(({ row, effects }) =>
      effects.map((effect) => ({
        id: row.id,
        holder: { id: row.principal.id, name: row.principal.name },
        role: row.role,
        environment: row.environment,
        endsAt: row.ends_at.toISOString(),
        effect: effect.kind,
        until: effect.kind === "shorten" ? effect.endsAt.toISOString() : null,
        words:
          effect.kind === "end"
            ? effect.reason
            : effect.kind === "shorten"
              ? `${declarationOf(row.now)}: cut by ${effect.cappedBy}`
              : `${declarationOf(row.now)}: without ${effect.without.join(", ")}`,
      })),
    ),
    requests: requests.map(({ row, effect }) => ({
      id: row.id,
      requester: { id: row.requester.id, name: row.requester.name },
      role: row.role,
      environment: row.environment,
      effect: effect.kind,
      words:
        effect.kind === "close"
          ? effect.reason
          : `${durationWords(effect.durationSeconds)} instead of ${durationWords(row.effective_duration_seconds)}, cut by ${effect.cappedBy}`,
    })),
  };
}

/** How many people known here hear of it: those whom it concerns, who was to decide, and the owners when anything happens. */
function toldOf(
  { grants, requests }: Effects,
  { before, now }: Change,
  people: readonly Principal[],
): number {
  const told = new Set([
    ...grants.map(({ row }) => row.principal.id),
    ...requests.map(({ row }) => row.requester.id),
  ]);
  if (told.size === 0) return 0;
  const refs = new Set([
    ...requests.flatMap(({ row }) => row.approver_refs),
    ...(before?.owners ?? []),
    ...(now?.owners ?? []),
  ]);
  for (const person of people) if (referencesOf(person).some((ref) => refs.has(ref))) told.add(person.id);
  return told.size;
}
