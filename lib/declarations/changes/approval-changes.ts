import { approvalWords, durationWords } from "../describe";
import type { PostReview } from "../post-review";
import type { ChangeRule, Said } from "./change";
import type { PlaceRules } from "./place";
import type { Policy } from "./policy";
import { without } from "./rights-changes";
import { stageChanges } from "./stage-changes";
import { allNames, anyNames } from "./words";

/** Who must say yes, and who looks afterwards. */
export function approvalChanges(before: PlaceRules, after: PlaceRules): Said[] {
  return [
    ...decidingChanges(before, after),
    ...reachChanges(before, after),
    ...reviewChanges(before.policy.review, after.policy.review),
  ];
}

function decidingChanges(before: PlaceRules, after: PlaceRules): Said[] {
  // That a role is for emergencies, or no longer, says of itself how it is decided.
  if (before.rules.breakGlass !== after.rules.breakGlass) return [];
  const [was, is] = [before.policy, after.policy];
  const old = () => approvalWords(before.rules.approval);
  const now = () => approvalWords(after.rules.approval);
  if (was.kind === "automatic") {
    if (is.kind === "automatic") return [];
    return [
      {
        rule: "no-automatic-approval",
        say: (who) => `${who} now needs a yes of ${now()}, and is no longer approved ${old()}`,
      },
    ];
  }
  if (is.kind === "automatic")
    return [
      {
        rule: "automatic-approval",
        say: (who) => `${who} is now approved ${now()}, without a yes of ${old()}`,
      },
    ];
  return stagedChanges(was, is, () => [
    ...stageChanges(was.stages, is.stages, old, now),
    ...selfApproval(was.allowSelfApproval, is.allowSelfApproval),
    ...waitingTime(was.expiresAfterSeconds, is.expiresAfterSeconds),
  ]);
}

// Many places share the same two policies, and to compare the steps of two takes a while.
const compared = new WeakMap<Policy, WeakMap<Policy, Said[]>>();

function stagedChanges(was: Policy, is: Policy, compare: () => Said[]): Said[] {
  const known = compared.get(was) ?? new WeakMap<Policy, Said[]>();
  compared.set(was, known);
  const said = known.get(is) ?? compare();
  known.set(is, said);
  return said;
}

function selfApproval(was: boolean, is: boolean): Said[] {
  if (was === is) return [];
  return is
    ? [{ rule: "self-approval", say: (who) => `approvers may now say yes to their own requests for ${who}` }]
    : [
        {
          rule: "no-self-approval",
          say: (who) => `approvers may no longer say yes to their own requests for ${who}`,
        },
      ];
}

/** A request that waits longer needs the same yes: nobody gets more by it. */
function waitingTime(was: number, is: number): Said[] {
  if (was === is) return [];
  const words = `now waits up to ${durationWords(is)} for a decision instead of ${durationWords(was)}`;
  return [{ rule: "waiting-time", say: (who) => `a request for ${who} ${words}` }];
}

/**
 * An automatic yes may be for fewer than may ask, and the others get nothing. That is a change only where somebody is left who
 * would be such another.
 */
function reachChanges(before: PlaceRules, after: PlaceRules): Said[] {
  const [was, is] = [reachOf(before.policy), reachOf(after.policy)];
  const opened = was !== null && !isOnlyFor(after, was);
  const limited = is !== null && !isOnlyFor(before, is);
  const added = is && was ? without(is, was) : [];
  const removed = is && was ? without(was, is) : [];
  return [
    ...said("automatic-approval-opened", opened, (who) =>
      added.length > 0
        ? `${who} is now approved at once for ${allNames(added)} too`
        : `${who} is no longer only for ${anyNames(was ?? [])}`,
    ),
    ...said("automatic-approval-limited", limited, (who) =>
      removed.length > 0
        ? `${who} is no longer approved at once for ${allNames(removed)}`
        : `${who} is now only for ${anyNames(is ?? [])}`,
    ),
  ];
}

/** Null: everybody who may ask. */
const reachOf = (policy: Policy) => (policy.kind === "automatic" ? policy.eligible : null);

function isOnlyFor({ policy, rules, eligibleByClaim }: PlaceRules, refs: readonly string[]): boolean {
  const within = (some: readonly string[]) => without(some, refs).length === 0;
  return within(reachOf(policy) ?? rules.eligible) && (reachOf(policy) !== null || !eligibleByClaim);
}

const said = (rule: ChangeRule, holds: boolean, say: Said["say"]): Said[] => (holds ? [{ rule, say }] : []);

function reviewChanges(was: PostReview | null, is: PostReview | null): Said[] {
  if (was === null || is === null) {
    if (was === is) return [];
    return is === null
      ? [{ rule: "review-loosened", say: (who) => `nobody needs to review the use of ${who} any more` }]
      : [
          {
            rule: "review-tightened",
            say: (who) =>
              `the use of ${who} is now reviewed within ${durationWords(is.withinSeconds)} by ${anyNames(is.reviewers)}`,
          },
        ];
  }
  const said = (rule: ChangeRule): Said => ({
    rule,
    say: (who) =>
      `the use of ${who} is now reviewed within ${durationWords(is.withinSeconds)} by ${anyNames(is.reviewers)}, and was within ${durationWords(was.withinSeconds)} by ${anyNames(was.reviewers)}`,
  });
  const added = without(is.reviewers, was.reviewers).length;
  const replaced = added === is.reviewers.length;
  const looser = is.withinSeconds > was.withinSeconds || (added > 0 && !replaced);
  const fewer = without(was.reviewers, is.reviewers).length > 0;
  const tighter = is.withinSeconds < was.withinSeconds || (fewer && !replaced);
  return [
    ...(replaced ? [said("reviewers-replaced")] : []),
    ...(looser ? [said("review-loosened")] : []),
    ...(tighter ? [said("review-tightened")] : []),
  ];
}
