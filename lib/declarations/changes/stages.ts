import type { ApprovalStage } from "../approval-rules";

/**
 * Whether everybody's yes that satisfies `strict` satisfies `loose` too, and no later, whoever is in which group. Where the
 * stages do not match one by one, whoever is asked once a stage of `strict` has waited counts as asked from the start.
 */
export function noLooser(strict: readonly ApprovalStage[], loose: readonly ApprovalStage[]): boolean {
  return oneByOne(strict, loose) || groupsHold(loose.filter(countsGroups), strict, loose);
}

/** Stage for stage at least as strict: whoever fills a seat of `strict` fills the same one of `loose`, at the same moment. */
function oneByOne(strict: readonly ApprovalStage[], loose: readonly ApprovalStage[]): boolean {
  if (strict.length !== loose.length) return false;
  return strict.every((stage, at) => {
    const other = loose[at];
    return (
      other !== undefined &&
      stage.required >= other.required &&
      (!countsGroups(other) || countsGroups(stage)) &&
      contains(other.approvers, stage.approvers) &&
      (contains(other.approvers, askedInTheEnd(stage)) || waitsAsLong(stage, other))
    );
  });
}

function waitsAsLong(stage: ApprovalStage, other: ApprovalStage): boolean {
  return (
    contains(askedInTheEnd(other), askedInTheEnd(stage)) &&
    stage.timeoutSeconds !== null &&
    other.timeoutSeconds !== null &&
    stage.timeoutSeconds >= other.timeoutSeconds
  );
}

/** A stage that counts groups needs one of the other side that counts them for it alone; the rest is a matter of seats. */
function groupsHold(
  [group, ...others]: readonly ApprovalStage[],
  strict: readonly ApprovalStage[],
  loose: readonly ApprovalStage[],
): boolean {
  if (!group) return seatsHold(strict, loose);
  const without = loose.filter((stage) => stage !== group);
  return strict.some(
    (stage) =>
      countsGroups(stage) &&
      stage.required >= group.required &&
      contains(group.approvers, askedInTheEnd(stage)) &&
      groupsHold(
        others,
        strict.filter((other) => other !== stage),
        without,
      ),
  );
}

/** A person fills one seat, so each seat of `loose` must find one of its own in `strict` that nobody else could fill. */
function seatsHold(strict: readonly ApprovalStage[], loose: readonly ApprovalStage[]): boolean {
  const fits = new Map(
    strict.map((stage) => [
      stage,
      new Set(loose.filter((other) => contains(other.approvers, askedInTheEnd(stage)))),
    ]),
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

const countsGroups = (stage: ApprovalStage) => stage.counts === "groups";

const askedInTheEnd = (stage: ApprovalStage) => [...stage.approvers, ...stage.escalatesTo];

function contains(all: readonly string[], some: readonly string[]): boolean {
  const known = new Set(all);
  return some.every((ref) => known.has(ref));
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
