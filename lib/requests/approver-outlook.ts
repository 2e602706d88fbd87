import { countSeats } from "@/lib/approvals/count-seats";
import type { Config } from "@/lib/config/config";
import type { ApprovalStage } from "@/lib/declarations/approval-rules";
import { scheduleOf } from "@/lib/on-call/held";
import { referencesOf } from "@/lib/principals/principal";
import { standingOf } from "@/lib/principals/standing";
import { type Ask, ownersHint, type Refusal, type StageOutlook } from "./ask";

type Asked = Pick<Ask, "trait" | "role" | "requester" | "askedBy" | "service" | "knownApprovers">;

/** What of a role's rules decides who may say yes. */
export interface ApprovalNeeds {
  approval: { stages: readonly NeededStage[]; allowSelfApproval: boolean };
}

type NeededStage = Pick<
  ApprovalStage,
  "name" | "required" | "counts" | "approvers" | "escalatesTo" | "timeoutSeconds"
>;

/** Who could fill the seats of each stage, as far as they are known. */
export function stagesOutlook(
  ask: Asked,
  rules: ApprovalNeeds,
  config: Pick<Config, "issuers">,
): StageOutlook[] {
  return rules.approval.stages.map((stage) => stageOutlook(stage, ask, rules, config));
}

/** The refusal of an ask that nobody could ever say yes to (rule 8), or null. */
export function emptyStage(
  stages: readonly StageOutlook[],
  ask: Asked,
  rules: ApprovalNeeds,
): Refusal | null {
  const dead = stages.find(
    (stage) => stage.candidates.length === 0 && !mayHaveUnknownMembers(stage, ask, rules),
  );
  const empty = dead ?? stages.find((stage) => fixedSeats(stage, ask, rules) < stage.required);
  if (!empty) return tooFewPeople(stages, ask, rules);
  const who = empty === dead ? "Nobody but you could" : "Nobody could";
  const needs = `it needs ${empty.required} of ${empty.approvers.join(", ")}`;
  return { code: "no-approver", detail: `${who} decide stage "${empty.name}": ${needs}. ${ownersHint(ask)}` };
}

/** Who may not decide, being part of what is asked. */
const concerned = ({ requester, askedBy }: Asked) => (askedBy ? [requester, askedBy] : [requester]);

function stageOutlook(
  stage: NeededStage,
  ask: Asked,
  rules: ApprovalNeeds,
  config: Pick<Config, "issuers">,
): StageOutlook {
  const candidates = ask.knownApprovers.filter(
    (person) =>
      person.kind === "user" &&
      (!concerned(ask).some(({ id }) => id === person.id) || rules.approval.allowSelfApproval) &&
      standingOf(person, ask.trait, config).mayDecide(ask.role, stage.approvers),
  );
  return {
    name: stage.name,
    required: stage.required,
    counts: stage.counts,
    approvers: stage.approvers,
    escalatesTo: stage.escalatesTo,
    timeoutSeconds: stage.timeoutSeconds,
    candidates: candidates.map(({ id, name }) => ({ id, name })),
  };
}

/**
 * Whether people whom Daypass has never seen could fill a seat. It learns who is in a group when people sign in: a group
 * nobody of which is known may have members, one that is known to hold only the requester is taken to hold nobody else.
 */
function mayHaveUnknownMembers(stage: StageOutlook, ask: Asked, rules: ApprovalNeeds): boolean {
  // Where two declarations have no approver in common, nobody is left to be unknown.
  if (stage.approvers.length === 0) return false;
  if (
    Object.values(ask.trait.trust ?? {}).some((trust) =>
      trust.mappings.some((mapping) => mapping.grant !== "eligible"),
    )
  )
    return true;
  const requesterRefs = new Set(concerned(ask).flatMap(referencesOf));
  return stage.approvers.some(
    // Another one is on call tomorrow: when, is the schedule's word.
    (ref) =>
      !requesterRefs.has(ref) ||
      scheduleOf(ref) !== null ||
      (rules.approval.allowSelfApproval && !ref.startsWith("group:")),
  );
}

/** Seats that can ever be filled where a stage names persons only, or counts groups; else unlimited. */
function fixedSeats(stage: StageOutlook, ask: Asked, rules: ApprovalNeeds): number {
  const others = personsOf(stage, ask, rules);
  if (others) return others.length;
  return stage.counts === "groups" ? stage.approvers.length : Number.POSITIVE_INFINITY;
}

/** The persons other than the requester whom a stage names, where it names nothing but persons. */
function personsOf(stage: StageOutlook, ask: Asked, rules: ApprovalNeeds): string[] | null {
  if (stage.approvers.some((ref) => !ref.startsWith("user:")) || ask.trait.trust) return null;
  const own = concerned(ask).map((person) => person.ref);
  return stage.approvers.filter((ref) => !own.includes(ref) || rules.approval.allowSelfApproval);
}

/** A person fills one seat in all: stages that name the same few persons may need more of them than there are. */
function tooFewPeople(stages: readonly StageOutlook[], ask: Asked, rules: ApprovalNeeds): Refusal | null {
  const seats = stages.flatMap((stage) => {
    const persons = personsOf(stage, ask, rules);
    return persons ? Array.from({ length: stage.required }, () => persons) : [];
  });
  const named = new Set(seats.flat());
  const filled = countSeats(
    seats.map((entries, seat) => ({ authorityId: String(seat), entries })),
    "groups",
  );
  if (filled === seats.length) return null;
  return {
    code: "no-approver",
    detail: `Nobody fills two seats, and the stages need ${seats.length} people of ${[...named].join(", ")}. ${ownersHint(ask)}`,
  };
}
