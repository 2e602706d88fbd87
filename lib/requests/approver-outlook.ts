import type { Config } from "@/lib/config/config";
import type { RoleRules } from "@/lib/declarations/rules";
import { referencesOf } from "@/lib/principals/principal";
import { standingOf } from "@/lib/principals/standing";
import { type Ask, ownersHint, type Refusal, type StageOutlook } from "./ask";

type Asked = Pick<Ask, "trait" | "role" | "requester" | "service" | "knownApprovers">;

/** What of a role's rules decides who may say yes. */
export interface ApprovalNeeds {
  approval: Pick<RoleRules["approval"], "stages" | "allowSelfApproval">;
}

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
  if (!empty) return null;
  const who = empty === dead ? "Nobody but you could" : "Nobody could";
  const needs = `it needs ${empty.required} of ${empty.approvers.join(", ")}`;
  return { code: "no-approver", detail: `${who} decide stage "${empty.name}": ${needs}. ${ownersHint(ask)}` };
}

function stageOutlook(
  stage: RoleRules["approval"]["stages"][number],
  ask: Asked,
  rules: ApprovalNeeds,
  config: Pick<Config, "issuers">,
): StageOutlook {
  const candidates = ask.knownApprovers.filter(
    (person) =>
      person.kind === "user" &&
      (person.id !== ask.requester.id || rules.approval.allowSelfApproval) &&
      standingOf(person, ask.trait, config).mayDecide(ask.role, stage.approvers),
  );
  return {
    name: stage.name,
    required: stage.required,
    approvers: stage.approvers,
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
  const requesterRefs = new Set(referencesOf(ask.requester));
  return stage.approvers.some(
    (ref) => !requesterRefs.has(ref) || (rules.approval.allowSelfApproval && !ref.startsWith("group:")),
  );
}

/** Seats that can ever be filled where a stage names persons only; unlimited as soon as it names a group. */
function fixedSeats(stage: StageOutlook, ask: Asked, rules: ApprovalNeeds): number {
  if (stage.approvers.some((ref) => !ref.startsWith("user:")) || ask.trait.trust)
    return Number.POSITIVE_INFINITY;
  return stage.approvers.filter((ref) => ref !== ask.requester.ref || rules.approval.allowSelfApproval)
    .length;
}
