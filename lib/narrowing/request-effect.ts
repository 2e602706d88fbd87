import { assessApproval } from "@/lib/approvals/assess";
import type { Config } from "@/lib/config/config";
import { rulesFor } from "@/lib/declarations/rules";
import type { AccessTrait } from "@/lib/declarations/trait";
import type { Principal } from "@/lib/principals/principal";
import { emptyStage, stagesOutlook } from "@/lib/requests/approver-outlook";
import type { Ask } from "@/lib/requests/ask";
import { assessAsk } from "@/lib/requests/assess-ask";
import { offers } from "@/lib/requests/facts";
import { extendedGrantOf, type RequestRow } from "@/lib/requests/row";
import { declarationOf, placeWords } from "./words";

/** A pending request with what an effect on it depends on. */
export interface PendingRequest {
  row: RequestRow;
  /** The trait that it was made under. */
  pinned: AccessTrait;
  /** Other roles that the requester holds here, or asked for earlier, and keeps. */
  taken: Ask["taken"];
  /** Known people who hold any reference that a stage names. */
  knownApprovers: Principal[];
}

/** What a new declaration does to a pending request. */
export type RequestEffect =
  | { kind: "close"; reason: string }
  | { kind: "shorten"; durationSeconds: number; cappedBy: string };

/** Why a request can no longer become a grant, by what stands in the way. */
type Obstacle = "not-offered" | "not-requestable" | "not-eligible" | "conflicting-role" | "no-approver";

interface Outlook {
  obstacles: Map<Obstacle, string>;
  /** The longest that may be granted, and whose limit that is; null when the role is not offered. */
  limit: { seconds: number; name: string } | null;
}

/**
 * What happens to a pending request when `after` comes into force in place of `before`. Only what the change itself brings
 * about: a request that was beyond hope already stays as it is. Pure.
 */
export function effectOnRequest(
  request: PendingRequest,
  before: AccessTrait,
  after: AccessTrait,
  config: Config,
): RequestEffect | null {
  const then = outlookUnder(request, before, config);
  const now = outlookUnder(request, after, config);
  for (const [obstacle, words] of now.obstacles) {
    if (!then.obstacles.has(obstacle))
      return { kind: "close", reason: `${declarationOf(request.row.now)} ${words}` };
  }
  const already = then.limit?.seconds ?? Number.POSITIVE_INFINITY;
  if (!now.limit || now.limit.seconds >= Math.min(request.row.effective_duration_seconds, already))
    return null;
  return { kind: "shorten", durationSeconds: now.limit.seconds, cappedBy: now.limit.name };
}

function outlookUnder(request: PendingRequest, trait: AccessTrait, config: Config): Outlook {
  const { row } = request;
  const { requester, role } = row;
  if (!offers(trait, row))
    return { obstacles: new Map([["not-offered", `no longer offers ${placeWords(row)}`]]), limit: null };
  const ask = askAgain(request, trait);
  const { refusals, rules, limitSeconds, limitName } = assessAsk(ask, config);
  const obstacles = new Map<Obstacle, string>();
  const refused = (code: Obstacle) => refusals.some((refusal) => refusal.code === code);
  if (refused("not-requestable"))
    obstacles.set(
      "not-requestable",
      `asks for what this version cannot do: ${rules?.unsupported.join("; ")}`,
    );
  if (refused("not-eligible"))
    obstacles.set("not-eligible", `no longer lets ${requester.name} ask for ${role}`);
  if (refused("conflicting-role")) {
    const other = request.taken.find((taken) => rules?.conflictsWith.includes(taken.role))?.role;
    obstacles.set(
      "conflicting-role",
      `does not let ${role} be held together with ${other}, which ${requester.name} has`,
    );
  }
  if (nobodyLeft(request, ask, config))
    obstacles.set("no-approver", `leaves nobody who could approve ${placeWords(row)}`);
  return { obstacles, limit: { seconds: limitSeconds, name: limitName } };
}

/** The same request, as if it were made now under another declaration. */
function askAgain({ row, taken, knownApprovers }: PendingRequest, trait: AccessTrait): Ask {
  return {
    service: { ...row.service, status: "active" },
    trait,
    role: row.role,
    environment: row.environment,
    requester: row.requester,
    // It was looked at when this was asked, and cannot be looked at again: what is asked for since then binds who approves.
    authentication: null,
    durationSeconds: row.effective_duration_seconds,
    startsAt: row.starts_at,
    extends: extendedGrantOf(row),
    askedBy: row.asked_by,
    justification: row.justification,
    ticket: row.ticket,
    now: row.now,
    taken,
    knownApprovers,
  };
}

/** Rule 8 for what is pending already: whether some seat that is still empty could never be filled. */
function nobodyLeft({ row, pinned }: PendingRequest, ask: Ask, config: Config): boolean {
  const approvalIn = (trait: AccessTrait) =>
    rulesFor(trait, row.role, row.environment, config.limits).approval;
  const pinnedApproval = approvalIn(pinned);
  const currentApproval = approvalIn(ask.trait);
  const facts = {
    role: row.role,
    requester: row.requester,
    askedBy: row.asked_by,
    decisions: row.decisions,
    createdAt: row.created_at,
    now: row.now,
  };
  const { stages } = assessApproval(
    { ...facts, pinned, current: ask.trait, pinnedApproval, currentApproval },
    config,
  );
  const seated = new Set(row.decisions.map(({ approver }) => approver.id));
  const seatedRefs = new Set(row.decisions.map(({ approver }) => approver.ref));
  const empty = stages
    .filter((stage) => stage.approvals < stage.required)
    .map((stage) => ({
      ...stage,
      required: stage.required - stage.approvals,
      approvers: stage.approvers.filter((ref) => !seatedRefs.has(ref)),
    }));
  const allowSelfApproval = pinnedApproval.allowSelfApproval && currentApproval.allowSelfApproval;
  const needs = { approval: { stages: empty, allowSelfApproval } };
  const left = {
    ...ask,
    knownApprovers: ask.knownApprovers.filter((person) => !seated.has(person.id)),
  };
  return emptyStage(stagesOutlook(left, needs, config), left, needs) !== null;
}
