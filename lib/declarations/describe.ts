import type { ApprovalRules, ApprovalStage } from "./approval-rules";
import type { PostReview } from "./post-review";
import type { RoleRules } from "./rules";

// A declaration in plain words. Pure text: whoever shows it escapes it.

const numbers = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/**
 * "payments-team" of "group:default/payments-team", "payments on-call" of "oncall:default/payments"; another namespace stays,
 * and so does a workload's whole name.
 */
export function referenceWords(ref: string): string {
  if (ref.startsWith("oncall:")) return `${ref.slice(ref.indexOf("/") + 1)} on-call`;
  const match = /^(?:group|user):([^/]+)\/(.+)$/.exec(ref);
  if (!match) return ref;
  const [, namespace, name] = match;
  return namespace === "default" ? (name ?? ref) : `${namespace}/${name}`;
}

/** "a", "a or b", "a, b or c" */
export function oneOfWords(words: readonly string[], between = "or"): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} ${between} ${last}`;
}

/** "45 s", "30 min", "1 h 30 min", "2 d" */
export function durationWords(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 86_400), "d"],
    [Math.floor((seconds % 86_400) / 3600), "h"],
    [Math.floor((seconds % 3600) / 60), "min"],
    [seconds % 60, "s"],
  ] as const;
  const shown = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
  return shown.length > 0 ? shown.join(" ") : "0 s";
}

/** "one of payments-team, then two of security", or "at once for engineering, up to 2 h". */
export function approvalWords(approval: ApprovalRules): string {
  const { autoApprove } = approval;
  if (!autoApprove) return approval.stages.map(stageWords).join(", then ");
  const who = autoApprove.eligible
    ? oneOfWords(autoApprove.eligible.map(referenceWords))
    : "everybody who may ask";
  const limit = autoApprove.maxDurationSeconds;
  return `at once for ${who}${limit === null ? "" : `, up to ${durationWords(limit)}`}`;
}

/** "within 1 d by security or orders-team", after the access ended. */
export const reviewWords = ({ withinSeconds, reviewers }: PostReview): string =>
  `within ${durationWords(withinSeconds)} by ${oneOfWords(reviewers.map(referenceWords))}`;

/** "two of security" */
export function stageWords(stage: Pick<ApprovalStage, "required" | "approvers" | "counts">): string {
  const names = oneOfWords(stage.approvers.map(referenceWords));
  return `${countWords(stage.required)} of ${names}${stage.counts === "groups" ? ", each for another of them" : ""}`;
}

/** "no", "one", … "ten", then figures. */
export const countWords = (count: number): string => numbers[count] ?? String(count);

/** What a role lets its holder do, one line each: its actions in words, then its scopes, then what it is limited to. */
export function permissionWords(
  rules: Pick<RoleRules, "actions" | "scopes" | "resources" | "authorizationDetails">,
): string[] {
  const details = rules.authorizationDetails.map((detail) => {
    const verbs = [...(detail.actions ?? []), ...(detail.privileges ?? [])];
    const where = [...(detail.locations ?? []), ...(detail.identifier ? [detail.identifier] : [])];
    const what = verbs.length > 0 ? oneOfWords(verbs, "and") : "whatever the service means by it";
    return `${capital(what)} (${detail.type})${where.length > 0 ? ` at ${oneOfWords(where, "and")}` : ""}`;
  });
  const lines = [...rules.actions.map(actionWords), ...rules.scopes.map(scopeWords), ...details];
  if (rules.resources.length === 0) return lines;
  return [...lines, `Only on ${oneOfWords(rules.resources.map(resourceWords), "and")}`];
}

/** "Refund in orders", "Everything in ledger that starts with Get", "Everything in ledger" */
function actionWords(action: string): string {
  const [service = "", verb = ""] = action.split(":");
  if (verb === "*") return `Everything in ${service}`;
  if (verb.endsWith("*")) return `Everything in ${service} that starts with ${verb.slice(0, -1)}`;
  const words = verb.replace(/(?<=[a-z0-9])(?=[A-Z])/g, " ").toLowerCase();
  return `${capital(words)} in ${service}`;
}

const commonVerbs =
  /^(?:read|write|list|get|create|update|delete|manage|admin|use|run|approve|export|import)$/;

/** "Read orders (scope orders:read)"; a scope in no usual form is only named. */
function scopeWords(scope: string): string {
  const [, one = "", other = ""] = /^([a-z][a-z-]*)[:./]([a-z][a-z-]*)$/.exec(scope) ?? [];
  const [verb, noun] = commonVerbs.test(one) ? [one, other] : [other, one];
  if (verb === "") return `Scope ${scope}`;
  return `${capital(verb)} ${noun.replaceAll("-", " ")} (scope ${scope})`;
}

const resourceWords = (pattern: string) =>
  pattern.endsWith("*") ? `everything under ${pattern.slice(0, -1)}` : pattern;

export const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
