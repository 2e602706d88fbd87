import { canonicalEntry } from "@/lib/audit/event";
import { idAt } from "@/lib/db/ids";
import type { Queryable } from "@/lib/db/pool";
import { later } from "./calendar";
import type { Chance } from "./chance";
import { cappedBy, type DatedEvent, tokenEnd } from "./events";
import { insert } from "./insert";
import { keepExtensions } from "./keep-extensions";
import { keepReviews } from "./keep-reviews";
import type { Story } from "./story";

/** Requests, decisions, grants, reviews and tokens, each as it is now: a grant comes after the request that it is born of. */
export async function keepStories(db: Queryable, stories: readonly Story[], now: Date): Promise<void> {
  const own = stories.filter((story) => !story.extends);
  await insert(db, "access_request", requestColumns, own.map(requestRow));
  await insert(db, "access_grant", grantColumns, own.flatMap(grantRows));
  await insert(
    db,
    "access_request",
    requestColumns,
    stories.filter((story) => story.extends).map(requestRow),
  );
  await insert(db, "decision", decisionColumns, stories.flatMap(decisionRows));
  await keepReviews(db, own);
  await keepExtensions(db, stories, now);
  // Tokens that ended long ago are removed by the worker: see lib/worker/remove-outdated.ts.
  const recent = later(now, -24 * 60).toISOString();
  const tokens = stories.flatMap(tokenRows).filter(({ expires_at }) => expires_at > recent);
  await insert(db, "issued_token", tokenColumns, tokens);
}

/** In the order of time, which is the order of the log. */
export async function keepEvents(
  db: Queryable,
  chance: Chance,
  events: readonly DatedEvent[],
): Promise<void> {
  const inOrder = [...events].sort((a, b) => a.at.getTime() - b.at.getTime());
  const rows = inOrder.map(({ at, actor, event }) => {
    const id = idAt("evt", at.getTime(), chance.bytes(10));
    return {
      id,
      at: at.toISOString(),
      actor_id: actor.id ?? null,
      actor_name: actor.name,
      action: event.action,
      outcome: event.outcome ?? "success",
      service: event.service ?? null,
      subject: event.subject ?? null,
      request_id: event.requestId ?? null,
      grant_id: event.grantId ?? null,
      entry: canonicalEntry({ ...event, id, at, actor, httpRequestId: "made-up" }),
    };
  });
  await insert(db, "audit_event", eventColumns, rows);
}

const requestColumns = {
  id: "text",
  service_id: "text",
  declaration_id: "text",
  role: "text",
  environment: "text",
  requester_id: "text",
  status: "request_status",
  justification: "text",
  ticket: "text",
  duration_seconds: "int",
  effective_duration_seconds: "int",
  capped_by: "text",
  starts_at: "timestamptz",
  approver_refs: "text[]",
  created_at: "timestamptz",
  pending_until: "timestamptz",
  escalates_at: "timestamptz",
  closed_at: "timestamptz",
  risk: "risk",
  break_glass: "boolean",
  asked_by_id: "text",
  extends_grant_id: "text",
};

const requestRow = (story: Story): Record<keyof typeof requestColumns, unknown> => {
  const { place, fate } = story;
  const approvers = place.rules.approval.stages.flatMap((stage) => stage.approvers);
  return {
    id: story.id,
    ...placeOf(story),
    requester_id: story.requester.principal.id,
    status: fate.status,
    justification: story.justification,
    ticket: story.ticket,
    duration_seconds: story.askedSeconds,
    effective_duration_seconds: fate.effectiveSeconds,
    capped_by: story.extends?.cappedBy ?? cappedBy(story),
    starts_at: story.startsAt,
    approver_refs: place.rules.approval.autoApprove ? [] : [...new Set(approvers)],
    created_at: story.at,
    pending_until: fate.pendingUntil,
    escalates_at: fate.escalatesAt,
    closed_at: fate.closedAt,
    risk: place.rules.risk,
    break_glass: place.rules.breakGlass,
    asked_by_id: story.askedBy?.principal.id ?? null,
    extends_grant_id: story.extends?.grantId ?? null,
  };
};

const placeOf = ({ place: { service, role, environment } }: Story) => ({
  service_id: service.id,
  declaration_id: service.declarationId,
  role,
  environment,
});

const decisionColumns = {
  id: "text",
  request_id: "text",
  stage: "int",
  approver_id: "text",
  on_behalf_of_id: "text",
  verdict: "verdict",
  comment: "text",
  duration_seconds: "int",
  created_at: "timestamptz",
};

const decisionRows = ({ id, fate, decisionIds }: Story): Record<keyof typeof decisionColumns, unknown>[] =>
  fate.decisions.map((decision, index) => ({
    id: decisionIds[index],
    request_id: id,
    stage: decision.stage,
    approver_id: decision.approver.principal.id,
    on_behalf_of_id: decision.onBehalfOf?.principal.id ?? null,
    verdict: decision.verdict,
    comment: decision.comment,
    duration_seconds: decision.durationSeconds,
    created_at: decision.at,
  }));

const grantColumns = {
  id: "text",
  request_id: "text",
  principal_id: "text",
  service_id: "text",
  declaration_id: "text",
  role: "text",
  environment: "text",
  scopes: "text[]",
  authorization_details: "jsonb",
  status: "grant_status",
  starts_at: "timestamptz",
  ends_at: "timestamptz",
  created_at: "timestamptz",
  revoked_at: "timestamptz",
  revoked_by_id: "text",
  revoke_reason: "text",
};

const grantRows = (story: Story): Record<keyof typeof grantColumns, unknown>[] => {
  const { grant, place, requester, fate } = story;
  if (!grant) return [];
  const row = {
    id: grant.id,
    request_id: story.id,
    principal_id: requester.principal.id,
    ...placeOf(story),
    scopes: place.rules.scopes,
    authorization_details: place.rules.authorizationDetails,
    // Until its extension is written it runs.
    status: grant.endsAt > grant.firstEndsAt ? "active" : grant.status,
    starts_at: grant.startsAt,
    ends_at: grant.firstEndsAt,
    created_at: fate.closedAt,
    revoked_at: grant.revoked?.at ?? null,
    revoked_by_id: grant.revoked?.by.principal.id ?? null,
    revoke_reason: grant.revoked?.reason ?? null,
  };
  return [row];
};

const tokenColumns = {
  jti: "text",
  kind: "token_kind",
  principal_id: "text",
  grant_id: "text",
  audience: "text",
  scope: "text",
  issued_at: "timestamptz",
  expires_at: "timestamptz",
  revoked_at: "timestamptz",
};

const tokenRows = ({ grant, place, requester }: Story) =>
  (grant?.tokensAt ?? []).map((at, index) => ({
    jti: grant?.tokenIds[index],
    kind: "service",
    principal_id: requester.principal.id,
    grant_id: grant?.id,
    audience: place.rules.audience ?? place.service.ref,
    scope: place.rules.scopes.join(" "),
    issued_at: at.toISOString(),
    expires_at: tokenEnd(at, grant?.firstEndsAt ?? at).toISOString(),
    revoked_at: null,
  }));

const eventColumns = {
  id: "text",
  at: "timestamptz",
  actor_id: "text",
  actor_name: "text",
  action: "text",
  outcome: "audit_outcome",
  service: "text",
  subject: "text",
  request_id: "text",
  grant_id: "text",
  entry: "text",
};
