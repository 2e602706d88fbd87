import type { ApprovalStage } from "../approval-rules";

/**
 * Whether everybody's yes that satisfies `strict` satisfies `loose` too, whoever is in which group. A person fills one seat,
 * so each seat of `loose` must find one of its own in `strict` that nobody else could fill.
 */
export function noLooser(strict: readonly ApprovalStage[], loose: readonly ApprovalStage[]): boolean {
  const fits = new Map(
    strict.map((stage) => [stage, new Set(loose.filter((other) => within(stage, other)))]),
  );
  const given = seatsOf(strict);
  const wanted = seatsOf(loose);
  const takenBy = new Map<number, number>();
  const place = (seat: number, tried: Set<number>): boolean =>
    given.some((stage, at) => {
      const other = wanted[seat];
      if (tried.has(at) || !other || !fits.get(stage)?.has(other)) return false;
      tried.add(at);
      const holder = takenBy.get(at);
      if (holder !== undefined && !place(holder, tried)) return false;
      takenBy.set(at, seat);
      return true;
    });
  return wanted.every((_stage, seat) => place(seat, new Set()));
}

function within(stage: ApprovalStage, other: ApprovalStage): boolean {
  const allowed = new Set(other.approvers);
  return stage.approvers.every((ref) => allowed.has(ref));
}

const seatsOf = (stages: readonly ApprovalStage[]) =>
  stages.flatMap((stage) => Array.from({ length: stage.required }, () => stage));

export interface StagePair {
  before: ApprovalStage | null;
  after: ApprovalStage | null;
}

/** Stages of the same name, then those that stand in the same place where there are as many as before; the rest alone. */
export function pairStages(before: readonly ApprovalStage[], after: readonly ApprovalStage[]): StagePair[] {
  const pairs = before.map((stage): StagePair => ({ before: stage, after: null }));
  const left = new Set(after);
  const pair = (one: StagePair | undefined, stage: ApprovalStage | undefined) => {
    if (!one || one.after || !stage || !left.delete(stage)) return;
    one.after = stage;
  };
  for (const stage of after)
    pair(
      pairs.find((one) => !one.after && one.before?.name === stage.name),
      stage,
    );
  if (before.length === after.length) for (const [at, one] of pairs.entries()) pair(one, after[at]);
  return [...pairs, ...[...left].map((stage): StagePair => ({ before: null, after: stage }))];
}
