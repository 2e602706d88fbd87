import type { Context } from "@/lib/context/context";
import { changesBetween } from "@/lib/declarations/changes/changes-between";
import { inForce } from "@/lib/declarations/changes/in-force";
import type { AccessTrait } from "@/lib/declarations/trait";
import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import { platformRolesOf } from "@/lib/principals/platform-role";
import { standsFor } from "@/lib/principals/standing";
import { differences } from "./differences";
import { impactOf } from "./impact";
import { emptyStages, mostPrincipals, peopleMeant } from "./people";
import { type ChangedService, readChanges } from "./read-changes";
import { type Preview, previewDeclarationsSchema, type ServicePreview } from "./schema";

/**
 * What changed files would do, once merged: to declarations, to people, to what runs. Changes nothing. Owners see what it
 * does to their own services, admins and auditors see all; whoever owns none of them gets `forbidden`. It asks the same
 * functions that a sync acts by.
 */
export async function previewDeclarations(ctx: Context, input: unknown): Promise<Preview> {
  const asked = parseInput(previewDeclarationsSchema, input);
  const { services, problems } = await readChanges(ctx, asked);
  const seesAll = isPlatform(ctx);
  const own = new Set(services.filter((service) => seesAll || standsIn(ctx, service)).map(({ ref }) => ref));
  // Of files that declare nothing, only what is wrong with them can be said.
  if (!seesAll && services.length > 0 && own.size === 0)
    throw new AppError(
      "forbidden",
      "You own none of the services that these files declare, and a preview tells of people. Ask one of their owners.",
    );
  const cut = new Set<string>();
  const previews: ServicePreview[] = [];
  for (const service of services)
    previews.push(await previewService(ctx, service, { isOwn: own.has(service.ref), seesAll, cut }));
  const ok = problems.every((problem) => problem.severity !== "error");
  return { source: asked.source ?? null, ok, problems, services: previews, cut: [...cut] };
}

const isPlatform = (ctx: Context) =>
  ctx.actor.kind === "system" || platformRolesOf(ctx.actor.principal, ctx.runtime.config).length > 0;

/** Whose service it is, is what the declaration in force says; only of a new one what the file says. */
function standsIn(ctx: Context, { before, after }: ChangedService): boolean {
  const trait = before ?? after;
  return (
    trait !== null && ctx.actor.kind !== "system" && standsFor(ctx.actor.principal, trait, ctx.runtime.config)
  );
}

interface Sight {
  isOwn: boolean;
  seesAll: boolean;
  cut: Set<string>;
}

async function previewService(ctx: Context, service: ChangedService, sight: Sight): Promise<ServicePreview> {
  const { config, pool } = ctx.runtime;
  const { id, ref, title, file, status, before, whenGone } = service;
  const unchanged = status === "unchanged" || status === "error";
  const after = unchanged ? before : service.after;
  const split = splitOf(before, after, config.limits);
  const about = {
    ref,
    title,
    file,
    status,
    acts: split.acts,
    waits: split.waits,
    confirmers: split.waits.length > 0 ? (before?.owners ?? []) : [],
    ...differences(before, after, config),
  };
  const { people, isCut } = await peopleMeant(pool, [before, after], config);
  // Nobody who was left out can be said to be missing.
  const empty = isCut ? [] : emptyStages(people, after, config);
  const emptyBefore = new Set(emptyStages(people, before, config).map((stage) => JSON.stringify(stage)));
  const withoutApprover = empty.map((stage) => ({
    ...stage,
    isNews: !emptyBefore.has(JSON.stringify(stage)),
  }));
  if (!sight.isOwn || unchanged) return { ...about, withoutApprover, impact: null };
  if (isCut) sight.cut.add(`people beyond ${mostPrincipals} at ${ref}`);
  const change = { serviceId: id, before, now: split.trait, after, whenGone };
  const { impact, cut } = await impactOf(ctx, change, people, sight.seesAll);
  for (const what of cut) sight.cut.add(`${what} at ${ref}`);
  return { ...about, withoutApprover, impact };
}

function splitOf(
  before: AccessTrait | null,
  after: AccessTrait | null,
  limits: Context["runtime"]["config"]["limits"],
) {
  return after
    ? inForce(before, after, limits)
    : { trait: null, acts: changesBetween(before, null, limits), waits: [] };
}
