import type { Config } from "@/lib/config/config";
import type { PostReview } from "@/lib/declarations/post-review";
import { type RoleRules, rulesFor } from "@/lib/declarations/rules";
import { extendedEnd, gainedSeconds } from "@/lib/grants/extension";
import { unknownSchedule } from "@/lib/on-call/registered";
import { standingOf } from "@/lib/principals/standing";
import { stepUpFor } from "@/lib/principals/step-up";
import { emptyStage, stagesOutlook } from "./approver-outlook";
import { type Ask, ownersHint, type Refusal, type StageOutlook } from "./ask";
import { conflicts } from "./ask-conflicts";
import { autoApproval } from "./auto-approval";
import { type ExtensionView, extensionRefusal } from "./extension";
import { findPlace } from "./find-place";
import { firstClock } from "./first-clock";
import { inputRefusals } from "./input-refusals";
import { unattendedStage } from "./on-call-outlook";
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
