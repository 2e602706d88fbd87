import type { Config } from "@/lib/config/config";
import { type RoleRules, rulesFor } from "@/lib/declarations/rules";
import type { AccessTrait } from "@/lib/declarations/trait";
import type { ErrorCode } from "@/lib/errors/app-error";
import type { Principal } from "@/lib/principals/principal";
import { standingOf } from "@/lib/principals/standing";

/** What is known when somebody asks for a role. */
export interface Ask {
  service: { ref: string; title: string; status: "active" | "withdrawn" };
  trait: AccessTrait;
  role: string;
  environment: string | null;
  requester: Principal;
  durationSeconds: number;
  startsAt: Date | null;
  justification: string;
  ticket: string | null;
  now: Date;
  /** Roles that the requester holds or waits for on this service. */
  taken: { role: string; environment: string | null; kind: "grant" | "request"; id: string }[];
  /** Known people who hold any reference that an approval stage names. */
  knownApprovers: Principal[];
}

export interface Refusal {
  code: ErrorCode;
  detail: string;
  /** Input field that it is about, where there is one. */
  path?: string;
  extra?: Record<string, unknown>;
}

export interface StageOutlook {
  name: string;
  required: number;
  approvers: string[];
  /** Known people, other than the requester, who could fill a seat. */
  candidates: { id: string; name: string }[];
}

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
  pendingForSeconds: number;
  stages: StageOutlook[];
  refusals: Refusal[];
}

const scheduleAheadSeconds = 30 * 86_400;

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
  if (!standing.mayAskFor(ask.role, rules.eligible)) {
    const who =
      rules.eligible.length > 0
        ? `It is for ${rules.eligible.join(", ")} only.`
        : "The declaration names nobody who may ask for it.";
    refusals.push({ code: "not-eligible", detail: `${who} ${ownersHint(ask)}`, path: "role" });
  }
  refusals.push(...conflicts(ask, environment, rules));

  const auto = autoApproval(rules, standing.refs);
  if (auto.refusal) refusals.push(auto.refusal);
  const limit =
    auto.limit && auto.limit.seconds < rules.maxDurationSeconds
      ? auto.limit
      : { seconds: rules.maxDurationSeconds, name: rules.cappedBy };
  const effectiveDurationSeconds = Math.min(ask.durationSeconds, limit.seconds);
  refusals.push(...inputRefusals(ask, rules, config));

  const stages = auto.applies
    ? []
    : rules.approval.stages.map((stage) => stageOutlook(stage, ask, rules, config));
  const dead = stages.find(
    (stage) => stage.candidates.length === 0 && !mayHaveUnknownMembers(stage, ask, rules),
  );
  const short = stages.find((stage) => fixedSeats(stage, ask, rules) < stage.required);
  const empty = dead ?? short;
  if (empty) {
    refusals.push({
      code: "no-approver",
      detail: `Nobody ${empty === dead ? "but you " : ""}could decide stage "${empty.name}": it needs ${empty.required} of ${empty.approvers.join(", ")}. ${ownersHint(ask)}`,
    });
  }
  return {
    environment,
    rules,
    effectiveDurationSeconds,
    cappedBy: effectiveDurationSeconds < ask.durationSeconds ? limit.name : null,
    limitSeconds: limit.seconds,
    limitName: limit.name,
    autoApproved: auto.applies,
    pendingForSeconds: Math.min(
      config.limits.pendingForSeconds,
      rules.approval.expiresAfterSeconds ?? Number.POSITIVE_INFINITY,
      rules.approval.stages[0]?.timeoutSeconds ?? Number.POSITIVE_INFINITY,
    ),
    stages,
    refusals,
  };
}

const nothing: Omit<AskOutlook, "environment" | "refusals"> = {
  rules: null,
  effectiveDurationSeconds: 0,
  cappedBy: null,
  limitSeconds: 0,
  limitName: "",
  autoApproved: false,
  pendingForSeconds: 0,
  stages: [],
};

const ownersHint = (ask: Ask) => `Ask ${ask.trait.owners.join(", ")}, who own ${ask.service.title}.`;

/** The role and the environment by name, or what is wrong with them. The only environment need not be named. */
function findPlace(ask: Ask): { environment: string | null } | { refusal: Refusal } {
  if (ask.service.status === "withdrawn") {
    return {
      refusal: {
        code: "not-requestable",
        detail: `${ask.service.title} is no longer declared, so nothing new can be asked for there.`,
      },
    };
  }
  const role = Object.hasOwn(ask.trait.roles, ask.role) ? ask.trait.roles[ask.role] : undefined;
  if (!role) {
    return {
      refusal: {
        code: "invalid-input",
        path: "role",
        detail: `role: ${ask.service.title} has no role "${ask.role}". It has ${Object.keys(ask.trait.roles).join(", ")}.`,
      },
    };
  }
  const places = role.environments ?? Object.keys(ask.trait.environments ?? {});
  const [only] = places;
  if (ask.environment === null) {
    if (only === undefined) return { environment: null };
    if (places.length === 1) return { environment: only };
    return {
      refusal: {
        code: "invalid-input",
        path: "environment",
        detail: `environment: say which: ${places.join(", ")}.`,
      },
    };
  }
  if (places.includes(ask.environment)) return { environment: ask.environment };
  const known =
    places.length > 0 ? `It can be had in ${places.join(", ")}.` : "The declaration names no environments.";
  return {
    refusal: {
      code: "invalid-input",
      path: "environment",
      detail: `environment: ${ask.role} does not exist in "${ask.environment}". ${known}`,
    },
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
  const against = ask.taken.find((other) => excludes(ask.trait, rules, ask.role, other.role));
  if (against) {
    const state = against.kind === "grant" ? "hold" : "have asked for";
    refusals.push({
      code: "conflicting-role",
      detail: `${ask.role} and ${against.role}, which you ${state}, may not be held together. Give back or cancel ${against.role} first.`,
      path: "role",
    });
  }
  return refusals;
}

/** Separation of duties holds both ways, whichever of the two roles declares it. */
export function excludes(
  trait: AccessTrait,
  rules: Pick<RoleRules, "conflictsWith">,
  role: string,
  other: string,
): boolean {
  if (role === other) return false;
  const declared = Object.hasOwn(trait.roles, other) ? trait.roles[other]?.conflictsWith : undefined;
  return rules.conflictsWith.includes(other) || (declared?.includes(role) ?? false);
}

interface AutoApproval {
  applies: boolean;
  limit?: { seconds: number; name: string };
  refusal?: Refusal;
}

function autoApproval(rules: RoleRules, refs: ReadonlySet<string>): AutoApproval {
  const auto = rules.approval.autoApprove;
  if (!auto) return { applies: false };
  const name = `approval policy ${rules.approval.name}`;
  const limit = auto.maxDurationSeconds === null ? {} : { limit: { seconds: auto.maxDurationSeconds, name } };
  if (auto.eligible === null || auto.eligible.some((ref) => refs.has(ref)))
    return { applies: true, ...limit };
  return {
    applies: false,
    ...limit,
    refusal: {
      code: "not-eligible",
      detail: `${name} says yes by itself, and only to ${auto.eligible.join(", ")}.`,
      path: "role",
    },
  };
}

function inputRefusals(ask: Ask, rules: RoleRules, config: Config): Refusal[] {
  const refusals: Refusal[] = [];
  const bad = (path: string, detail: string) =>
    refusals.push({ code: "invalid-input", path, detail: `${path}: ${detail}` });
  if (ask.durationSeconds < config.limits.minDurationSeconds)
    bad("durationSeconds", `at least ${config.limits.minDurationSeconds} seconds`);
  if (ask.justification.length < rules.justification.minLength) {
    bad(
      "justification",
      `at least ${rules.justification.minLength} characters; ${ask.service.title} requires a reason that can be understood later`,
    );
  }
  if (rules.justification.ticket === "required" && !ask.ticket) bad("ticket", `${ask.role} needs a ticket`);
  if (ask.startsAt) {
    const ahead = (ask.startsAt.getTime() - ask.now.getTime()) / 1000;
    if (ahead < -60) bad("startsAt", "lies in the past");
    if (ahead > scheduleAheadSeconds) bad("startsAt", "at most 30 days ahead");
  }
  return refusals;
}

function stageOutlook(
  stage: RoleRules["approval"]["stages"][number],
  ask: Ask,
  rules: RoleRules,
  config: Config,
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
function mayHaveUnknownMembers(stage: StageOutlook, ask: Ask, rules: RoleRules): boolean {
  if (
    Object.values(ask.trait.trust ?? {}).some((trust) =>
      trust.mappings.some((mapping) => mapping.grant !== "eligible"),
    )
  )
    return true;
  const requesterRefs = new Set([...ask.requester.groups, ask.requester.ref]);
  return stage.approvers.some(
    (ref) => !requesterRefs.has(ref) || (rules.approval.allowSelfApproval && !ref.startsWith("group:")),
  );
}

/** Seats that can ever be filled where a stage names persons only; unlimited as soon as it names a group. */
function fixedSeats(stage: StageOutlook, ask: Ask, rules: RoleRules): number {
  if (stage.approvers.some((ref) => !ref.startsWith("user:")) || ask.trait.trust)
    return Number.POSITIVE_INFINITY;
  return stage.approvers.filter((ref) => ref !== ask.requester.ref || rules.approval.allowSelfApproval)
    .length;
}
