import { type AuditActor, type AuditInput, auditActor } from "@/lib/audit/event";
import { actorOf } from "@/lib/context/context";
import { later, startOfDay } from "./calendar";
import type { Employee } from "./people";
import type { Story } from "./story";

/** An event of the audit log with who did it and when. */
export interface DatedEvent {
  at: Date;
  actor: AuditActor;
  event: AuditInput;
}

const person = ({ principal }: Employee): AuditActor => auditActor(actorOf(principal));
const daypass = (name: string): AuditActor => ({ kind: "system", name });

/** What the verbs would have written of a story. */
export function eventsOf(story: Story): DatedEvent[] {
  const { place, requester, fate, grant, at } = story;
  const about = { service: place.service.ref, subject: requester.principal.id, requestId: story.id };
  const where = { role: place.role, environment: place.environment };
  const events: DatedEvent[] = [];
  const add = (when: Date, actor: AuditActor, event: Omit<AuditInput, keyof typeof about>) =>
    events.push({ at: when, actor, event: { ...about, ...event, detail: { ...where, ...event.detail } } });

  add(at, person(requester), { action: "request.created", detail: askedDetail(story) });
  for (const { stage, at: openedAt } of fate.escalated) {
    const { name, escalatesTo: to } = place.rules.approval.stages[stage] ?? {};
    add(openedAt, daypass("worker"), { action: "request.escalated", detail: { stage: name, to } });
  }
  for (const { stage, verdict, comment, durationSeconds, approver, at: decidedAt } of fate.decisions) {
    const name = place.rules.approval.stages[stage]?.name ?? null;
    const detail = { verdict, comment, durationSeconds, stage: name, onBehalfOf: null };
    add(decidedAt, person(approver), { action: "decision.made", detail });
  }
  const last = fate.decisions.at(-1);
  const closedBy = last ? person(last.approver) : person(requester);
  if (fate.closedAt && fate.status === "denied")
    add(fate.closedAt, closedBy, { action: "request.denied", detail: { comment: last?.comment ?? null } });
  if (fate.closedAt && fate.status === "cancelled")
    add(fate.closedAt, person(requester), { action: "request.cancelled" });
  if (fate.closedAt && fate.status === "lapsed")
    add(fate.closedAt, daypass("worker"), { action: "request.lapsed" });
  if (!grant || !fate.closedAt) return events;

  const by = last ? last.approver.principal.name : `approval policy ${place.rules.approval.name}`;
  const lengths = { durationSeconds: fate.effectiveSeconds, askedSeconds: story.askedSeconds };
  add(fate.closedAt, closedBy, { action: "request.approved", detail: { by, ...lengths } });
  addGrant(story, grant, closedBy, (when, actor, event) => add(when, actor, { ...event, grantId: grant.id }));
  return events;
}

type Grant = NonNullable<Story["grant"]>;
type Add = (at: Date, actor: AuditActor, event: Pick<AuditInput, "action" | "detail">) => void;

function addGrant({ place, requester, fate }: Story, grant: Grant, openedBy: AuditActor, add: Add): void {
  const { startsAt, endsAt, status } = grant;
  const { scopes, audience } = place.rules;
  const times = { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
  const isLater = fate.closedAt !== null && startsAt > fate.closedAt;
  add(fate.closedAt ?? startsAt, openedBy, {
    action: isLater ? "grant.scheduled" : "grant.activated",
    detail: { ...times, scopes },
  });
  if (isLater && status !== "scheduled")
    add(startsAt, daypass("worker"), { action: "grant.activated", detail: { endsAt: times.endsAt } });
  for (const [index, at] of grant.tokensAt.entries()) {
    const expiresAt = tokenEnd(at, endsAt).toISOString();
    const token = {
      jti: grant.tokenIds[index],
      scope: scopes.join(" "),
      audience: audience ?? place.service.ref,
    };
    add(at, person(requester), { action: "token.issued", detail: { kind: "service", ...token, expiresAt } });
  }
  if (grant.revoked) {
    const { at, by, reason, gaveBack } = grant.revoked;
    add(at, person(by), { action: "grant.revoked", detail: { reason, gaveBack } });
  } else if (status === "expired")
    add(endsAt, daypass("worker"), { action: "grant.expired", detail: { endedAt: times.endsAt } });
}

/** A token lives for ten minutes, and never longer than its grant. */
export const tokenEnd = (at: Date, endsAt: Date) =>
  new Date(Math.min(Math.floor(later(at, 10).getTime() / 1000) * 1000, endsAt.getTime()));

const askedDetail = ({ place, askedSeconds, justification, ticket, startsAt }: Story) => ({
  durationSeconds: askedSeconds,
  effectiveDurationSeconds: Math.min(askedSeconds, limitOf(place.rules)),
  cappedBy: cappedBy({ place, askedSeconds }),
  justification,
  ticket,
  startsAt: startsAt?.toISOString() ?? null,
  declarationId: place.service.declarationId,
});

const limitOf = ({ maxDurationSeconds, approval }: Story["place"]["rules"]) =>
  Math.min(maxDurationSeconds, approval.autoApprove?.maxDurationSeconds ?? Number.POSITIVE_INFINITY);

/** Name of the limit that cut what was asked, as the verb writes it; null when nothing was cut. */
export function cappedBy({
  place: { rules },
  askedSeconds,
}: Pick<Story, "place" | "askedSeconds">): string | null {
  const limit = limitOf(rules);
  if (askedSeconds <= limit) return null;
  return limit < rules.maxDurationSeconds ? `approval policy ${rules.approval.name}` : rules.cappedBy;
}

/** Everybody's first sign-in, and one on each day on which they did something. */
export function signInsOf(people: readonly Employee[], stories: readonly Story[]): DatedEvent[] {
  const firstActs = new Map<string, { employee: Employee; at: Date }>();
  const act = (employee: Employee, at: Date) => {
    const key = `${employee.principal.id} ${startOfDay(at)}`;
    const known = firstActs.get(key);
    if (!known || known.at > at) firstActs.set(key, { employee, at });
  };
  for (const { requester, at, fate, grant } of stories) {
    act(requester, at);
    for (const { approver, at: decidedAt } of fate.decisions) act(approver, decidedAt);
    if (grant?.revoked) act(grant.revoked.by, grant.revoked.at);
  }
  const created = people.map((employee): DatedEvent => {
    const { id: subject, issuer } = employee.principal;
    const event: AuditInput = { action: "principal.created", subject, detail: { issuer } };
    return { at: employee.joinedAt, actor: daypass("sign-in"), event };
  });
  const signedIn = [...firstActs.values()].map(({ employee, at }): DatedEvent => {
    const { id: subject, issuer, groups } = employee.principal;
    const detail = { issuer, groups, how: "browser" };
    const event: AuditInput = { action: "principal.signed-in", subject, detail };
    return { at: new Date(at.getTime() - 40_000), actor: daypass("sign-in"), event };
  });
  return [...created, ...signedIn];
}
