import { durationWords } from "../describe";
import type { RoleRules } from "../rules";
import { asksAsMuch } from "../sign-in";
import { approvalChanges } from "./approval-changes";
import type { ChangeRule, Said } from "./change";
import type { PlaceRules } from "./place";
import { rightsChanges, without } from "./rights-changes";
import { tokenChanges } from "./token-changes";
import { allNames } from "./words";

/** What changes for one role in one environment. Empty when both come to the same, however they are written. */
export function placeChanges(before: PlaceRules, after: PlaceRules): Said[] {
  return [
    ...durationChanges(before, after),
    ...approvalChanges(before, after),
    ...signInChanges(before, after),
    ...tokenChanges(before.rules, after.rules),
    ...requestable(before.rules.unsupported, after.rules.unsupported),
  ];
}

/** What changes for a role wherever it is offered. */
export function roleChanges(before: PlaceRules, after: PlaceRules): Said[] {
  return [
    ...requesterChanges(before, after),
    ...rightsChanges(before.rules, after.rules),
    ...justificationChanges(before.rules.justification, after.rules.justification),
    ...riskChanges(before, after),
  ];
}

function requesterChanges({ rules: was }: PlaceRules, { rules: is }: PlaceRules): Said[] {
  const added = without(is.eligible, was.eligible);
  const removed = without(was.eligible, is.eligible);
  return [
    ...said("new-requester", added.length > 0, (who) => `${allNames(added)} may now ask for ${who}`),
    ...said(
      "requester-removed",
      removed.length > 0,
      (who) => `${allNames(removed)} may no longer ask for ${who}`,
    ),
    ...said(
      "new-asker-for-others",
      without(is.onBehalf, was.onBehalf).length > 0,
      (who) => `${allNames(without(is.onBehalf, was.onBehalf))} may now ask for ${who} for others (onBehalf)`,
    ),
    ...said(
      "asker-for-others-removed",
      without(was.onBehalf, is.onBehalf).length > 0,
      (who) =>
        `${allNames(without(was.onBehalf, is.onBehalf))} may no longer ask for ${who} for others (onBehalf)`,
    ),
  ];
}

function durationChanges(before: PlaceRules, after: PlaceRules): Said[] {
  const [was, is] = [before.maxDurationSeconds, after.maxDurationSeconds];
  const held = `may now be held for ${durationWords(is)} instead of ${durationWords(was)}`;
  const proposed = after.rules.defaultDurationSeconds;
  return [
    ...said("longer-access", is > was, (who) => `${who} ${held}`),
    ...said("shorter-access", is < was, (who) => `${who} ${held}`),
    ...said(
      "proposed-duration",
      before.wishedSeconds !== after.wishedSeconds && before.rules.defaultDurationSeconds !== proposed,
      (who) => `whoever asks for ${who} is now offered ${durationWords(proposed)} at first`,
    ),
  ];
}

function justificationChanges(was: RoleRules["justification"], is: RoleRules["justification"]): Said[] {
  const length = `now needs a reason of at least ${is.minLength} characters instead of ${was.minLength}`;
  const ticket = was.ticket !== is.ticket;
  return [
    ...said("shorter-justification", is.minLength < was.minLength, (who) => `${who} ${length}`),
    ...said("longer-justification", is.minLength > was.minLength, (who) => `${who} ${length}`),
    ...said(
      "ticket-dropped",
      ticket && was.ticket === "required",
      (who) => `${who} no longer needs a ticket`,
    ),
    ...said("ticket-required", ticket && is.ticket === "required", (who) => `${who} now needs a ticket`),
    ...said(
      "ticket-field",
      ticket && was.ticket !== "required" && is.ticket !== "required",
      (who) =>
        `a request for ${who} ${is.ticket === "none" ? "no longer has" : "now has"} a place for a ticket`,
    ),
  ];
}

function signInChanges({ rules: was }: PlaceRules, { rules: is }: PlaceRules): Said[] {
  return [
    ...said(
      "sign-in-loosened",
      !asksAsMuch(is.authContext, was.authContext),
      (who) => `${who} no longer needs the sign-in that it needed (authContext)`,
    ),
    ...said(
      "sign-in-tightened",
      !asksAsMuch(was.authContext, is.authContext),
      (who) => `${who} now needs a sign-in that it did not need (authContext)`,
    ),
  ];
}

const risks: RoleRules["risk"][] = ["low", "medium", "high", "critical"];

function riskChanges(before: PlaceRules, after: PlaceRules): Said[] {
  const [was, is] = [before.rules.risk, after.rules.risk];
  const words = `is now of ${is} risk instead of ${was}`;
  return [
    ...said("lower-risk", risks.indexOf(is) < risks.indexOf(was), (who) => `${who} ${words}`),
    ...said("higher-risk", risks.indexOf(is) > risks.indexOf(was), (who) => `${who} ${words}`),
    ...said(
      "break-glass",
      after.rules.breakGlass && !before.rules.breakGlass,
      (who) => `${who} may now be taken at once in an emergency (breakGlass)`,
    ),
    ...said(
      "no-break-glass",
      before.rules.breakGlass && !after.rules.breakGlass,
      (who) => `${who} may no longer be taken at once in an emergency (breakGlass)`,
    ),
  ];
}

/** A role that declares what this version cannot enforce is closed. To drop the last such rule opens it, whatever the rule. */
function requestable(was: string[], is: string[]): Said[] {
  return [
    ...said(
      "requestable",
      was.length > 0 && is.length === 0,
      (who) => `${who} can now be asked for: nothing in it is beyond this version any more`,
    ),
    ...said(
      "not-requestable",
      was.length === 0 && is.length > 0,
      (who) => `${who} can no longer be asked for: this version cannot enforce ${is.join("; ")}`,
    ),
  ];
}

const said = (rule: ChangeRule, holds: boolean, say: Said["say"]): Said[] => (holds ? [{ rule, say }] : []);
