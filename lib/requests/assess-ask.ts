import type { Config } from "@/lib/config/config";
import type { PostReview } from "@/lib/declarations/post-review";
import { type RoleRules, rulesFor } from "@/lib/declarations/rules";
import { extendedEnd, gainedSeconds } from "@/lib/grants/extension";
import { scheduleOf } from "@/lib/on-call/held";
import { unknownSchedule } from "@/lib/on-call/registered";
import { standingOf } from "@/lib/principals/standing";
import { stepUpFor } from "@/lib/principals/step-up";
import { emptyStage, stagesOutlook } from "./approver-outlook";
import { type Ask, ownersHint, type Refusal, type StageOutlook } from "./ask";
import { type ExtensionView, extensionRefusal } from "./extension";
import { findPlace } from "./find-place";
import { inputRefusals } from "./input-refusals";
import { unattendedStage, unreadableWords } from "./on-call-outlook";
import { reviewOutlook } from "./review-outlook";
import { insufficientSignIn } from "./sign-in";

/** What would happen to an ask: the same answer for the dry run and for the verb. */
export interface AskOutlook {
  environment: string | null;
  rules: RoleRules | null;
  effectiveDurationSeconds: number;
  /** Name of the limit that cut the duration, or null when nothing was cut. */
  cappedBy: string | null;
  limitSeconds: number;
  limitName: string;
  autoApproved: boolean;
  /** The schedule for which the requester is on call, where that is why it is approved at once. */
  onCallFor: string | null;
  /** Granted at once because it is an emergency. */
  breakGlass: boolean;
  /** Who looks at the access once it has ended, and how soon; null: nobody has to. */
  review: PostReview | null;
  pendingForSeconds: number;
  /** After how long the first stage is opened to further approvers; null: never. */
  escalatesAfterSeconds: number | null;
  stages: StageOutlook[];
  /** What it would do to the end of a running grant, if it were approved now. */
  extends: ExtensionView | null;
  refusals: Refusal[];
}

/** Pure. Refusals come in the order in which a person would mend them; the verb throws the first. */
export function assessAsk(ask: Ask, config: Config): AskOutlook {
  const place = findPlace(ask);
  if ("refusal" in place) return { ...nothing, environment: ask.environment, refusals: [place.refusal] };
  const { environment } = place;
  const rules = rulesFor(ask.trait, ask.role, environment, config.limits);
  const standing = standingOf(ask.requester, ask.trait, config);
  const refusals: Refusal[] = [];

  if (rules.unsupported.length > 0) {
    refusals.push({
      code: "not-requestable",
      detail: `${ask.role} cannot be asked for: ${rules.unsupported.join("; ")}. ${ownersHint(ask)}`,
    });
  }
  const unknown = unknownSchedule(rules.approval, config);
  if (unknown)
    refusals.push({
      code: "not-requestable",
      detail: `${ask.role} cannot be asked for: ${unknown}. ${ownersHint(ask)}`,
    });
  if (!standing.mayAskFor(ask.role, rules.eligible)) {
    const who =
      rules.eligible.length > 0
        ? `It is for ${rules.eligible.join(", ")} only.`
        : "The declaration names nobody who may ask for it.";
    refusals.push({ code: "not-eligible", detail: `${who} ${ownersHint(ask)}`, path: "role" });
  }
  refusals.push(...conflicts(ask, environment, rules));

  const auto = autoApproval(rules, standing.refs, ask);
  if (auto.refusal) refusals.push(auto.refusal);
  const limit =
    auto.limit && auto.limit.seconds < rules.maxDurationSeconds
      ? auto.limit
      : { seconds: rules.maxDurationSeconds, name: rules.cappedBy };
  const effectiveDurationSeconds = Math.min(ask.durationSeconds, limit.seconds);
  refusals.push(...inputRefusals(ask, rules, config));
  const asked = { seconds: effectiveDurationSeconds, now: ask.now };
  const cannotExtend = ask.extends && extensionRefusal(ask.extends, asked, limit, config);
  if (cannotExtend) refusals.push(cannotExtend);
  const until = ask.extends && extendedEnd(ask.extends, asked.seconds, limit.seconds, ask.now);

  const stages = auto.applies ? [] : stagesOutlook(ask, rules, config);
  const empty = emptyStage(stages, ask, rules);
  const unattended = empty ?? unattendedStage(stages, ask, rules.approval);
  if (unattended) refusals.push(unattended);
  const { review, refusal: unreviewed } = reviewOutlook(ask, rules, config);
  if (unreviewed) refusals.push(unreviewed);
  // Last: a sign-in gets old while the rest is mended.
  const stepUp = stepUpFor(rules.authContext, ask.authentication, ask.now);
  if (stepUp) refusals.push(insufficientSignIn({ role: ask.role, environment }, stepUp));
  return {
    environment,
    rules,
    effectiveDurationSeconds,
    cappedBy:
      effectiveDurationSeconds < ask.durationSeconds || cutShort(ask, until, asked.seconds)
        ? limit.name
        : null,
    limitSeconds: limit.seconds,
    limitName: limit.name,
    autoApproved: auto.applies,
    onCallFor: auto.onCallFor ?? null,
    breakGlass: rules.breakGlass,
    review,
    ...firstClock(rules.approval, auto.applies, ask),
    stages,
    extends: ask.extends && {
      grantId: ask.extends.id,
      endsAt: ask.extends.ends_at.toISOString(),
      until: until?.toISOString() ?? null,
    },
    refusals,
  };
}

/** Whether the limit, which counts from now, lets less be gained than was asked for. */
const cutShort = ({ extends: grant }: Ask, until: Date | null, seconds: number) =>
  grant !== null && until !== null && gainedSeconds(grant, until) < seconds;

/** There is nothing to extend once the access is over. */
const secondsLeft = (until: Date, now: Date) =>
  Math.max(0, Math.floor((until.getTime() - now.getTime()) / 1000));

const nothing: Omit<AskOutlook, "environment" | "refusals"> = {
  rules: null,
  effectiveDurationSeconds: 0,
  cappedBy: null,
  limitSeconds: 0,
  limitName: "",
  autoApproved: false,
  onCallFor: null,
  breakGlass: false,
  review: null,
  pendingForSeconds: 0,
  escalatesAfterSeconds: null,
  stages: [],
  extends: null,
};

/** How long a request may wait, and how long until others are asked too. */
function firstClock(
  { stages: [first], expiresAfterSeconds }: RoleRules["approval"],
  isDecided: boolean,
  { extends: grant, now }: Ask,
): Pick<AskOutlook, "pendingForSeconds" | "escalatesAfterSeconds"> {
  const timeout = first?.timeoutSeconds ?? Number.POSITIVE_INFINITY;
  const escalates = !isDecided && (first?.escalatesTo.length ?? 0) > 0 && timeout < expiresAfterSeconds;
  const lapses = first?.escalatesTo.length === 0;
  const pendingForSeconds = Math.min(
    expiresAfterSeconds,
    lapses ? timeout : Number.POSITIVE_INFINITY,
    grant ? secondsLeft(grant.ends_at, now) : Number.POSITIVE_INFINITY,
  );
  return {
    pendingForSeconds,
    escalatesAfterSeconds: escalates && timeout < pendingForSeconds ? timeout : null,
  };
}

function conflicts(ask: Ask, environment: string | null, rules: RoleRules): Refusal[] {
  const refusals: Refusal[] = [];
  const same = ask.taken.find(
    (other) => other.kind === "request" && other.role === ask.role && other.environment === environment,
  );
  if (same) {
    refusals.push({
      code: "already-asked",
      detail: "You have asked for this already, and it waits for a decision.",
      extra: { accessRequestId: same.id },
    });
  }
  const against = ask.taken.find((other) => rules.conflictsWith.includes(other.role));
  if (against) refusals.push(conflict(ask.role, against));
  return refusals;
}

export function conflict(role: string, against: Pick<Ask["taken"][number], "role" | "kind">): Refusal {
  const state = against.kind === "grant" ? "hold" : "have asked for";
  return {
    code: "conflicting-role",
    detail: `${role} and ${against.role}, which you ${state}, may not be held together. Give back or cancel ${against.role} first.`,
    path: "role",
  };
}

/** The schedule that a yes hangs on, where nothing else in the list is this person's. */
function onCallFor(eligible: readonly string[], refs: ReadonlySet<string>): string | null {
  const through = eligible.filter((ref) => refs.has(ref)).map(scheduleOf);
  return through.includes(null) ? null : (through[0] ?? null);
}

interface AutoApproval {
  applies: boolean;
  onCallFor?: string | null;
  limit?: { seconds: number; name: string };
  refusal?: Refusal;
}

function autoApproval(rules: RoleRules, refs: ReadonlySet<string>, { onCall }: Ask): AutoApproval {
  const auto = rules.approval.autoApprove;
  if (!auto) return { applies: false };
  const name = `approval policy ${rules.approval.name}`;
  const limit = auto.maxDurationSeconds === null ? {} : { limit: { seconds: auto.maxDurationSeconds, name } };
  if (auto.eligible === null || auto.eligible.some((ref) => refs.has(ref)))
    return { applies: true, onCallFor: onCallFor(auto.eligible ?? [], refs), ...limit };
  return {
    applies: false,
    ...limit,
    refusal: {
      code: "not-eligible",
      detail: [
        `${name} says yes by itself, and only to ${auto.eligible.join(", ")}.`,
        unreadableWords(onCall, auto.eligible),
      ]
        .filter(Boolean)
        .join(" "),
      path: "role",
    },
  };
}
