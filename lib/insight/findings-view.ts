import {
  type InsightView,
  lapsedShare,
  neededPeople,
  type RoleMeasures,
  type ServiceMeasures,
  unusedShare,
} from "./view";
import { lengthWords, shareWords } from "./words";

/** Something in the numbers that somebody can do something about. */
export interface Finding {
  title: string;
  /** What to do about it. */
  advice: string;
  service: string;
  /** What shows it: the events of this kind at the service in the period. */
  action: "request.lapsed" | "decision.made" | "grant.expired" | "request.approved";
  link: string;
}

/** Fewer than this say nothing. */
const fewest = 15;

/** The worst of each kind, at most one a kind. Pure. */
export function findingsIn({ services, roles }: Pick<InsightView, "services" | "roles">): Finding[] {
  return [lapsing(services), slow(services), unused(roles), alwaysYes(roles)].flatMap(
    (finding) => finding ?? [],
  );
}

function lapsing(services: readonly ServiceMeasures[]): Finding | null {
  const worst = most(services, (row) => (neededPeople(row) < fewest ? 0 : (lapsedShare(row) ?? 0)));
  if (!worst || worst.score < 0.08) return null;
  const { row, score } = worst;
  return {
    title: `${row.title}: ${shareWords(score)} of what people ask for lapses`,
    advice: "Name more approvers, somebody who stands in, or a stage that escalates.",
    service: row.service,
    action: "request.lapsed",
    link: `See the ${row.lapsed} that lapsed`,
  };
}

function slow(services: readonly ServiceMeasures[]): Finding | null {
  const worst = most(services, ({ decision }) => (decision.count < fewest ? 0 : (decision.p50Seconds ?? 0)));
  if (!worst || worst.score < 1800) return null;
  const { row, score } = worst;
  return {
    title: `${row.title} takes ${lengthWords(score)} for half of its decisions, and ${lengthWords(row.decision.p90Seconds)} for nine of ten`,
    advice: "Let who is on call decide, or say yes by itself to what is always approved.",
    service: row.service,
    action: "decision.made",
    link: "See its decisions",
  };
}

function unused(roles: readonly RoleMeasures[]): Finding | null {
  const worst = most(roles, (row) => (row.ended < fewest ? 0 : (unusedShare(row) ?? 0)));
  if (!worst || worst.score < 0.15) return null;
  const { row, score } = worst;
  return {
    title: `${row.title}, ${row.role}: ${shareWords(score)} of ${row.ended} accesses were never used`,
    advice: "A shorter time, or a role that gives less, may do.",
    service: row.service,
    action: "grant.expired",
    link: "See how they ended",
  };
}

function alwaysYes(roles: readonly RoleMeasures[]): Finding | null {
  const isAlways = (row: RoleMeasures) => row.decision.count >= 2 * fewest && row.denied === 0;
  const worst = most(roles, (row) =>
    isAlways(row) ? row.decision.count * (row.decision.p50Seconds ?? 0) : 0,
  );
  if (!worst || worst.score === 0) return null;
  const { row } = worst;
  return {
    title: `${row.title}, ${row.role}: all ${row.decision.count} requests were approved`,
    advice: `Half of them waited longer than ${lengthWords(row.decision.p50Seconds)} for it. The declaration could say yes by itself.`,
    service: row.service,
    action: "request.approved",
    link: "See the approvals",
  };
}

function most<T>(rows: readonly T[], scoreOf: (row: T) => number): { row: T; score: number } | null {
  let best: { row: T; score: number } | null = null;
  for (const row of rows) {
    const score = scoreOf(row);
    if (!best || score > best.score) best = { row, score };
  }
  return best;
}
