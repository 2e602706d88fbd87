import {
  countWords,
  durationWords,
  oneOfWords,
  referenceWords,
  stageWords,
} from "@/lib/declarations/describe";
import type { Assessment, Seat, StageState } from "./assess";

const names = (refs: readonly string[]) => oneOfWords(refs.map(referenceWords));

/** Why an approver is asked: "You are asked as one of orders-team." */
export function seatWords(seat: Seat, stage: Pick<StageState, "name" | "timeoutSeconds">): string {
  const { onBehalfOf, ref, isEscalated } = seat;
  const who = onBehalfOf
    ? `You stand in for ${onBehalfOf.name}, who is asked as one of ${referenceWords(ref)}`
    : `You are asked as one of ${referenceWords(ref)}`;
  if (!isEscalated || stage.timeoutSeconds === null) return `${who}.`;
  return `${who}: stage "${stage.name}" waited ${durationWords(stage.timeoutSeconds)} for those who come first.`;
}

/** What a pending request waits for: "Waits for one of orders-team, then one of security." */
export function waitingWords({ stages, openStage }: Assessment): string | null {
  const stage = openStage === null ? undefined : stages[openStage];
  if (!stage) return null;
  const missing = stage.required - stage.approvals;
  const more = stage.approvals > 0 ? ` more` : "";
  const { asked } = stage;
  const who =
    asked.length === 0
      ? "nobody who is left: the declaration named others meanwhile"
      : `${countWords(missing)}${more} of ${names(asked)}`;
  const later = stages.slice((openStage ?? 0) + 1).map(stageWords);
  const then = later.length > 0 ? `, then ${later.join(", then ")}` : "";
  const soon =
    stage.escalatesTo.length > 0 && !stage.isEscalated && stage.timeoutSeconds !== null
      ? ` After ${durationWords(stage.timeoutSeconds)} without an answer ${names(stage.escalatesTo)} can decide this stage too.`
      : "";
  return `Waits for ${who}${then}.${soon}`;
}
