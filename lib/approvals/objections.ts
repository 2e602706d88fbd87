import { oneOfWords, referenceWords } from "@/lib/declarations/describe";
import type { Identity } from "@/lib/principals/principal";
import type { CastDecision, StageState } from "./assess";

/** Why somebody may not do a thing: for the caller's program, and in words for the person (rule 13). */
export interface Objection {
  code: "self-approval" | "forbidden" | "conflict";
  reason: string;
}

/** Why somebody may not decide. */
export interface DecisionObjection extends Objection {
  kind:
    | "filled"
    | "workload"
    | "own-request"
    | "asked-for-it"
    | "seat-taken"
    | "stand-in-seated"
    | "group-counted"
    | "not-yet"
    | "not-named";
}

const names = (refs: readonly string[]) => oneOfWords(refs.map(referenceWords)) || "nobody any more";

/** Every reason why somebody may not decide about a request. */
export const objections = {
  filled: (): DecisionObjection => ({
    kind: "filled",
    code: "conflict",
    reason: "Every seat is filled already.",
  }),
  workload: (): DecisionObjection => ({
    kind: "workload",
    code: "forbidden",
    reason: "A workload may ask, and never approves.",
  }),
  ownRequest: (): DecisionObjection => ({
    kind: "own-request",
    code: "self-approval",
    reason: "Nobody approves their own request here: the declaration does not allow it.",
  }),
  askedForIt: (requester: Identity): DecisionObjection => ({
    kind: "asked-for-it",
    code: "self-approval",
    reason: `You asked for ${requester.name}, and whoever asks does not approve.`,
  }),
  seatTaken(stage: StageState | undefined, taken: CastDecision, principal: Identity): DecisionObjection {
    const where = `stage "${stage?.name ?? taken.stage + 1}"`;
    return taken.approver.id === principal.id
      ? { kind: "seat-taken", code: "conflict", reason: `You have filled a seat already, in ${where}.` }
      : {
          kind: "stand-in-seated",
          code: "conflict",
          reason: `${taken.approver.name} has filled your seat as your stand-in, in ${where}.`,
        };
  },
  groupCounted: (stage: StageState, refs: readonly string[]): DecisionObjection => ({
    kind: "group-counted",
    code: "conflict",
    reason: `Stage "${stage.name}" counts each group once, and ${names(refs)} said yes already. It waits for another of ${names(stage.approvers)}.`,
  }),
  notYet: (stage: StageState, later: StageState): DecisionObjection => ({
    kind: "not-yet",
    code: "forbidden",
    reason: `It is not your turn yet: "${stage.name}" decides before "${later.name}".`,
  }),
  notNamed: (stage: StageState): DecisionObjection => ({
    kind: "not-named",
    code: "forbidden",
    reason: `Only ${names(stage.asked)} can decide stage "${stage.name}".`,
  }),
};
