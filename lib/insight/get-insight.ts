import type { Context } from "@/lib/context/context";
import { binder } from "@/lib/db/bind";
import { type Queryable, statement } from "@/lib/db/pool";
import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import { type Viewer, viewerOf } from "@/lib/principals/viewer";
import { type MeasuredSet, measure } from "./measure";
import { measureGroups } from "./measure-groups";
import { periodOf, stepsOf } from "./period";
import { isCounted } from "./policy";
import { requireInsight } from "./require-insight";
import { insightSchema } from "./schema";
import { type GroupMeasures, type InsightView, lapsedShare, noMeasures, type ServiceMeasures } from "./view";

/**
 * How long decisions and access take, and what becomes of requests. Throws `forbidden` for whoever owns nothing, and
 * `not-found` for a service that the caller does not own.
 */
export async function getInsight(ctx: Context, input: unknown): Promise<InsightView> {
  const { from, to, ...filter } = parseInput(insightSchema, input);
  const { pool, config } = ctx.runtime;
  const viewer = await viewerOf(pool, ctx);
  await requireInsight(pool, viewer);
  if (filter.service) await requireService(pool, viewer, filter.service);
  const period = periodOf({ from, to }, new Date());
  const question = { viewer, period, filter };
  const [sets, groups] = await Promise.all([
    measure(pool, question),
    measureGroups(pool, question, config.limits),
  ]);
  const now = sets.filter(({ isNow }) => isNow);
  return {
    from: period.from.toISOString(),
    to: period.to.toISOString(),
    unit: period.unit,
    total: totalOf(now),
    before: totalOf(sets.filter(({ isNow }) => !isNow)),
    timeline: timelineOf(now, stepsOf(period)),
    services: servicesOf(sets),
    roles: now
      .flatMap(({ service, title, role, measures }) =>
        service === null || role === null ? [] : [{ service, title: title ?? service, role, ...measures }],
      )
      .sort((a, b) => b.asked - a.asked || compare(a.service + a.role, b.service + b.role)),
    groups: groups.sort(slowestGroupFirst),
  };
}

async function requireService(db: Queryable, viewer: Viewer, service: string): Promise<void> {
  const { bind, values } = binder();
  const named = bind(service);
  const text = `select 1 from service s where (s.ref = ${named} or s.id = ${named}) and ${isCounted(viewer, bind)}`;
  const { rows } = await db.query(statement(`insight-service-${values.length}`, text, values));
  if (rows.length === 0)
    throw new AppError("not-found", "No service with this name is among those that you own.");
}

const isWhole = ({ service, step }: MeasuredSet) => service === null && step === null;

const totalOf = (sets: readonly MeasuredSet[]) => sets.find(isWhole)?.measures ?? noMeasures;

function timelineOf(sets: readonly MeasuredSet[], steps: readonly Date[]): InsightView["timeline"] {
  const measured = new Map(sets.map(({ step, measures }) => [step?.getTime(), measures]));
  return steps.map((step) => ({
    start: step.toISOString(),
    ...(measured.get(step.getTime()) ?? noMeasures),
  }));
}

/** What lapses most comes first, then what takes longest: the top is where something is to be done. */
function servicesOf(sets: readonly MeasuredSet[]): ServiceMeasures[] {
  const whole = sets.filter(({ service, role }) => service !== null && role === null);
  const before = new Map(whole.filter(({ isNow }) => !isNow).map((set) => [set.service, set.measures]));
  return whole
    .filter(({ isNow }) => isNow)
    .flatMap(({ service, title, measures }) =>
      service === null
        ? []
        : [{ service, title: title ?? service, ...measures, before: before.get(service) ?? null }],
    )
    .sort(
      (a, b) =>
        (lapsedShare(b) ?? 0) - (lapsedShare(a) ?? 0) ||
        (b.decision.p50Seconds ?? 0) - (a.decision.p50Seconds ?? 0) ||
        compare(a.service, b.service),
    );
}

const slowestGroupFirst = (a: GroupMeasures, b: GroupMeasures) =>
  (b.decision.p50Seconds ?? -1) - (a.decision.p50Seconds ?? -1) || compare(a.group, b.group);

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
