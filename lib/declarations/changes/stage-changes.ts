import type { ApprovalStage } from "../approval-rules";
import { countWords, durationWords, stageWords } from "../describe";
import { type ChangeRule, change, type Direction, type Said } from "./change";
import { without } from "./rights-changes";
import { noLooser, pairStages } from "./stages";
import { allNames, people } from "./words";

/** How the steps of an approval differ. `old` and `now` give the whole approvals in words. */
export function stageChanges(
  before: readonly ApprovalStage[],
  after: readonly ApprovalStage[],
  old: () => string,
  now: () => string,
): Said[] {
  const stricter = noLooser(after, before);
  const looser = noLooser(before, after);
  if (stricter && looser) {
    const said: Said = {
      rule: "approval-steps",
      say: (who) => `${who} is now decided by ${now()}, which asks for as much`,
    };
    return sameSteps(before, after) ? stepTimes(before, after) : [said];
  }
  const said = [...stepChanges(before, after), ...stepTimes(before, after)];
  // Steps that were split, joined or renamed look looser one by one where the whole is stricter: then only that is said.
  if (stricter && speaks(said, "widening"))
    return [{ rule: "stricter-approval", say: (who) => `${who} now needs ${now()} instead of ${old()}` }];
  if (looser && speaks(said, "narrowing"))
    return [{ rule: "looser-approval", say: (who) => `${who} now needs ${now()} instead of ${old()}` }];
  return said;
}

const speaks = (said: readonly Said[], direction: Direction) =>
  said.some(({ rule }) => change(rule, "").direction === direction);

const sameSteps = (before: readonly ApprovalStage[], after: readonly ApprovalStage[]) =>
  before.length === after.length &&
  before.every((stage, at) => {
    const other = after[at];
    return other !== undefined && noLooser([stage], [other]) && noLooser([other], [stage]);
  });

function stepChanges(before: readonly ApprovalStage[], after: readonly ApprovalStage[]): Said[] {
  const several = before.length > 1 || after.length > 1;
  return pairStages(before, after).flatMap(({ before: was, after: is }): Said[] => {
    if (was === null)
      return is === null
        ? []
        : [{ rule: "new-step", say: (who) => `${stageWords(is)} must now say yes too for ${who}` }];
    if (is === null)
      return [{ rule: "step-removed", say: (who) => `${stageWords(was)} need no longer say yes for ${who}` }];
    const step = several ? `, step ${is.name}` : "";
    const added = without(is.approvers, was.approvers);
    const removed = without(was.approvers, is.approvers);
    const said: Said[] = [];
    if (added.length > 0)
      said.push({
        rule: "new-approver",
        say: (who) => `${allNames(added)} may now decide for ${who}${step}`,
      });
    if (removed.length > 0)
      said.push({
        rule: "approver-removed",
        say: (who) => `${allNames(removed)} may no longer decide for ${who}${step}`,
      });
    if (is.required !== was.required)
      said.push({
        rule: is.required < was.required ? "fewer-approvals" : "more-approvals",
        say: (who) =>
          `${people(is.required)} must say yes for ${who}${step} instead of ${countWords(was.required)}`,
      });
    if (is.counts !== was.counts && is.required > 1 && was.required > 1)
      said.push({
        rule: is.counts === "people" ? "counted-by-person" : "counted-by-group",
        say: (who) =>
          is.counts === "people"
            ? `several people of one group now count each for ${who}${step}`
            : `several people of one group now count once for ${who}${step}`,
      });
    return said;
  });
}

function stepTimes(before: readonly ApprovalStage[], after: readonly ApprovalStage[]): Said[] {
  return pairStages(before, after).flatMap(({ before: was, after: is }) => {
    if (!was || !is) return [];
    const words = `step ${is.name} of a request for`;
    const limit = is.timeoutSeconds;
    const added = without(is.escalatesTo, was.escalatesTo);
    const removed = without(was.escalatesTo, is.escalatesTo);
    const sooner = limit !== null && limit < (was.timeoutSeconds ?? Number.POSITIVE_INFINITY);
    const later = was.timeoutSeconds !== null && was.timeoutSeconds < (limit ?? Number.POSITIVE_INFINITY);
    const escalates = (who: string) =>
      limit === null || is.escalatesTo.length === 0
        ? `${words} ${who} is no longer opened to others`
        : `${words} ${who} is now opened to ${allNames(is.escalatesTo)} after ${durationWords(limit)}`;
    return [
      ...said("earlier-escalation", added.length > 0 || (sooner && is.escalatesTo.length > 0), escalates),
      ...said("later-escalation", removed.length > 0 || (later && was.escalatesTo.length > 0), escalates),
      ...said(
        "step-time",
        (sooner || later) && is.escalatesTo.length === 0 && was.escalatesTo.length === 0,
        (who) =>
          limit === null
            ? `${words} ${who} has no time limit of its own any more`
            : `${words} ${who} now waits up to ${durationWords(limit)}`,
      ),
    ];
  });
}

const said = (rule: ChangeRule, holds: boolean, say: Said["say"]): Said[] => (holds ? [{ rule, say }] : []);
