import { type AuditActor, type AuditInput, auditActor } from "@/lib/audit/event";
import { actorOf } from "@/lib/context/context";
import { later, startOfDay } from "./calendar";
import { limitName, limitOf } from "./limit";
import type { Employee } from "./people";
import { reviewEvents } from "./review";
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
  const { place, requester, askedBy, fate, grant, at } = story;
  const about = { service: place.service.ref, subject: requester.principal.id, requestId: story.id };
  const where = { role: place.role, environment: place.environment };
  const events: DatedEvent[] = [];
  const add = (when: Date, actor: AuditActor, event: Omit<AuditInput, keyof typeof about>) =>
    events.push({ at: when, actor, event: { ...about, ...event, detail: { ...where, ...event.detail } } });

  add(at, person(askedBy ?? requester), { action: "request.created", detail: askedDetail(story) });
  for (const { stage, at: openedAt } of fate.escalated) {
    const { name, escalatesTo: to } = place.rules.approval.stages[stage] ?? {};
    add(openedAt, daypass("worker"), { action: "request.escalated", detail: { stage: name, to } });
  }
  for (const {
    stage,
    verdict,
    comment,
    durationSeconds,
    approver,
    onBehalfOf,
    at: decidedAt,
  } of fate.decisions) {
    const name = place.rules.approval.stages[stage]?.name ?? null;
    const detail = { verdict, comment, durationSeconds, stage: name };
    const whose = { onBehalfOf: onBehalfOf?.principal.name ?? null };
    add(decidedAt, person(approver), { action: "decision.made", detail: { ...detail, ...whose } });
  }
  const last = fate.decisions.at(-1);
  const closedBy = last ? person(last.approver) : person(requester);
  if (fate.closedAt && fate.status === "denied")
    add(fate.closedAt, closedBy, { action: "request.denied", detail: { comment: last?.comment ?? null } });
  if (fate.closedAt && fate.status === "cancelled")
    add(fate.closedAt, person(requester), { action: "request.cancelled" });
  if (fate.closedAt && fate.status === "lapsed")
    add(fate.closedAt, daypass("worker"), { action: "request.lapsed" });
  if (!fate.closedAt || fate.status !== "approved") return events;

  const lengths = { durationSeconds: fate.effectiveSeconds, askedSeconds: story.askedSeconds };
  const by = last?.approver.principal.name ?? yesOf(place.rules);
  add(fate.closedAt, closedBy, { action: "request.approved", detail: { by, ...lengths } });
  if (story.extends?.to) {
    const { grantId, from, to, cappedBy } = story.extends;
    const detail = { endsAt: to.toISOString(), insteadOf: from.toISOString(), cappedBy };
    add(fate.closedAt, closedBy, { action: "grant.extended", grantId, detail });
  }
  if (!grant) return events;
  addGrant(story, grant, closedBy, (when, actor, event) => add(when, actor, { ...event, grantId: grant.id }));
  return events;
}

const yesOf = ({ breakGlass, approval }: Story["place"]["rules"]) =>
  breakGlass ? "break-glass" : `approval policy ${approval.name}`;

type Grant = NonNullable<Story["grant"]>;
type Add = (at: Date, actor: AuditActor, event: Pick<AuditInput, "action" | "detail">) => void;

function addGrant(
  { place, requester, fate, justification, review }: Story,
  grant: Grant,
  openedBy: AuditActor,
  add: Add,
): void {
  const { startsAt, endsAt, firstEndsAt, status } = grant;
  const { scopes, audience } = place.rules;
  const times = { startsAt: startsAt.toISOString(), endsAt: firstEndsAt.toISOString() };
  const opened = { ...times, scopes };
  const isLater = fate.closedAt !== null && startsAt > fate.closedAt;
  add(fate.closedAt ?? startsAt, openedBy, {
    action: isLater ? "grant.scheduled" : "grant.activated",
    detail: opened,
  });
  if (place.rules.breakGlass)
    add(startsAt, openedBy, {
      action: "grant.break-glass-opened",
      detail: { ...opened, justification },
    });
  for (const { at, by, event } of review ? reviewEvents(review, place.rules.breakGlass) : [])
    add(at, by === "opener" ? openedBy : by === "worker" ? daypass("worker") : person(by), event);
  if (isLater && status !== "scheduled")
    add(startsAt, daypass("worker"), { action: "grant.activated", detail: { endsAt: times.endsAt } });
  for (const [index, at] of grant.tokensAt.entries()) {
    const expiresAt = tokenEnd(at, firstEndsAt).toISOString();
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
    add(endsAt, daypass("worker"), { action: "grant.expired", detail: { endedAt: endsAt.toISOString() } });
}

/** A token lives for ten minutes, and never longer than its grant. */
export const tokenEnd = (at: Date, endsAt: Date) =>
  new Date(Math.min(Math.floor(later(at, 10).getTime() / 1000) * 1000, endsAt.getTime()));

const askedDetail = ({
  place,
  requester,
  askedBy,
  askedSeconds,
  justification,
  ticket,
  startsAt,
  ...story
}: Story) => ({
  durationSeconds: askedSeconds,
  effectiveDurationSeconds: Math.min(askedSeconds, limitOf(place.rules)),
  cappedBy: cappedBy({ place, askedSeconds }),
  justification,
  ticket,
  startsAt: startsAt?.toISOString() ?? null,
  breakGlass: place.rules.breakGlass,
  declarationId: place.service.declarationId,
  ...(askedBy ? { requester: requester.principal.name, askedBy: askedBy.principal.name } : {}),
  ...(story.extends ? { extends: story.extends.grantId } : {}),
});

/** Name of the limit that cut what was asked, as the verb writes it; null when nothing was cut. */
export function cappedBy({
  place: { rules },
  askedSeconds,
}: Pick<Story, "place" | "askedSeconds">): string | null {
  return askedSeconds > limitOf(rules) ? limitName(rules) : null;
}

/** Everybody's first sign-in, and one on each day on which they did something. */
export function signInsOf(people: readonly Employee[], stories: readonly Story[]): DatedEvent[] {
  const firstActs = new Map<string, { employee: Employee; at: Date }>();
  const act = (employee: Employee, at: Date) => {
    const key = `${employee.principal.id} ${startOfDay(at)}`;
    const known = firstActs.get(key);
    if (!known || known.at > at) firstActs.set(key, { employee, at });
  };
  for (const { requester, askedBy, at, fate, grant, review } of stories) {
    act(askedBy ?? requester, at);
    if (review?.done) act(review.done.by, review.done.at);
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
