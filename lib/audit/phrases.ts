import { capital, oneOfWords, referenceWords } from "@/lib/declarations/describe";
import type { AuditAction } from "./actions";
import { callsIn, countIn, firstIn, instantIn, lengthIn, listIn, quoteIn, textIn } from "./facts";
import {
  access,
  approver,
  cappedBy,
  comment,
  did,
  fact,
  happened,
  type Phrase,
  request,
  reviewed,
  say,
  schedule,
  shortened,
  source,
  token,
  until,
  version,
  wish,
  workload,
} from "./sentence-parts";
import { possessive } from "./told";

/** Every action of the log: one that is missing here does not compile. */
export const phrases: Record<AuditAction, Phrase> = {
  "principal.signed-in": {
    done: (t) => say`${t.subject} signed in`,
    tried: () => ["sign in"],
    note: (t) => [textIn(t.event.detail, "how") === "token-exchange" ? "as a program" : null],
  },
  "principal.created": {
    done: (t) => say`${t.subject} came here for the first time`,
    tried: () => ["sign in"],
  },
  "principal.changed": happened((_, whose) => say`${whose} details`, "changed", "change"),
  "principal.deactivated": did("deactivated", "deactivate", (t) => [t.subject], fact("reason")),
  "principal.reactivated": did("let", "let", (t) => say`${t.subject} sign in again`, fact("reason")),
  "stand-in.named": {
    done: (t) => say`${t.actor} named ${t.subject} to stand in for them`,
    tried: (t) => say`name ${t.subject} to stand in for them`,
    note: (t) => [instantIn(t.event.detail, "from", "startsAt"), until(t), ...fact("reason")(t)],
  },
  "stand-in.ended": did(
    "ended",
    "end",
    (t) => say`${t.whose} time as stand-in for ${textIn(t.event.detail, "for") ?? "somebody"}`,
    fact("reason"),
  ),
  "on-call.read": did(
    "read",
    "read",
    (t) => say`on-call schedule ${schedule(t)}`,
    ({ event }) => [countIn(event.detail, "added"), countIn(event.detail, "removed")],
  ),
  "on-call.failed": {
    done: (t) => say`On-call schedule ${schedule(t)} could not be read`,
    tried: null,
    note: fact("reason"),
  },
  "on-call.forgotten": did("forgot", "forget", (t) => say`who is on call for ${schedule(t)}`),
  "source.synced": did(
    "read",
    "read",
    (t) => say`source ${source(t)}`,
    ({ event }) => [countIn(event.detail, "published"), countIn(event.detail, "withdrawn")],
  ),
  "source.failed": {
    done: (t) => say`Source ${source(t)} could not be read in full`,
    tried: null,
    note: ({ event }) => [countIn(event.detail, "errors", "to mend"), firstIn(event.detail, "first")],
  },
  "source.sync-requested": did("asked for", "ask for", (t) => say`a look at source ${source(t)}`),
  "source.pushed": {
    done: (t) =>
      say`A push to source ${source(t)} was ${t.event.outcome === "refused" ? "refused" : "announced"}`,
    tried: null,
    note: (t) => [...fact("commit")(t), ...fact("reason")(t)],
  },
  "source.uploaded": did(
    "uploaded files to",
    "upload files to",
    (t) => say`source ${source(t)}`,
    ({ event }) => [countIn(event.detail, "files")],
  ),
  "declaration.published": did(
    "published",
    "publish",
    (t) => say`${version(t)} of ${t.service}`,
    fact("file"),
  ),
  "declaration.proposed": did(
    "put",
    "put",
    (t) => say`${version(t)} of ${t.service} before its owners`,
    ({ event }) => [firstIn(event.detail, "waits")],
  ),
  "declaration.approved": did("approved", "approve", (t) => say`${version(t)} of ${t.service}`, comment),
  "declaration.denied": did("denied", "deny", (t) => say`${version(t)} of ${t.service}`, comment),
  "declaration.lapsed": {
    done: (t) => say`${capital(version(t))} of ${t.service} was not confirmed`,
    tried: null,
    note: () => ["no owner decided in time"],
  },
  "declaration.superseded": {
    done: (t) => say`${capital(version(t))} of ${t.service} waits no more`,
    tried: null,
    note: () => ["its source says something else"],
  },
  "service.withdrawn": did("withdrew", "withdraw", (t) => [t.service], fact("reason")),
  "service.restored": did("brought back", "bring back", (t) => [t.service], fact("file")),
  "credential.created": did("made", "make", (t) => say`a credential for ${t.service}`, fact("label")),
  "credential.revoked": did("revoked", "revoke", (t) => say`a credential of ${t.service}`, fact("label")),
  "signals.created": did("set up", "set up", (t) => say`a stream of signals to ${t.service}`, fact("method")),
  "signals.changed": did(
    "changed",
    "change",
    (t) => say`a stream of signals to ${t.service}`,
    fact("status"),
  ),
  "signals.deleted": did("removed", "remove", (t) => say`a stream of signals to ${t.service}`),
  "request.created": {
    done: (t) => say`${t.actor} asked ${wish(t)}`,
    tried: (t) => say`ask ${wish(t)}`,
    note: (t) => [lengthIn(t.event.detail, "effectiveDurationSeconds", "durationSeconds"), cappedBy(t)],
  },
  "request.approved": {
    done: (t) =>
      say`${approver(t)} approved ${request(t, approver(t) === t.actor ? t.whose : possessive(t.subject))}`,
    tried: (t) => say`approve ${request(t)}`,
    note: ({ event }) => [lengthIn(event.detail, "durationSeconds", "askedSeconds")],
  },
  "request.denied": did("denied", "deny", request, ({ event }) => [quoteIn(event.detail, "comment")]),
  "request.cancelled": {
    done: (t) => say`${t.actor} ${t.isOwn ? "took back" : t.bySystem ? "closed" : "cancelled"} ${request(t)}`,
    tried: (t) => say`${t.isOwn ? "take back" : "cancel"} ${request(t)}`,
    note: fact("reason"),
  },
  "request.lapsed": happened(request, "closed by itself", "close", () => ["nobody decided in time"]),
  "request.shortened": happened(request, "was shortened", "shorten", (t) => [
    lengthIn(t.event.detail, "effectiveDurationSeconds", "insteadOfSeconds"),
    cappedBy(t),
    ...fact("reason")(t),
  ]),
  "request.claimed": did("is looking at", "look at", request),
  "request.released": did("stopped looking at", "stop looking at", request),
  "request.escalated": happened(request, "was opened to further approvers", "open", (t) => {
    const to = listIn(t.event.detail, "to").map(referenceWords);
    return [
      ...fact("stage")(t).map((name) => name && `stage ${name}`),
      to.length > 0 ? oneOfWords(to, "and") : null,
    ];
  }),
  "request.commented": did("commented on", "comment on", request, comment),
  "decision.made": {
    done: (t) =>
      say`${t.actor} said ${textIn(t.event.detail, "verdict") === "deny" ? "no" : "yes"} to ${request(t)}`,
    tried: (t) => say`decide ${request(t)}`,
    note: (t) => [
      ...fact("stage")(t).map((name) => name && `stage ${name}`),
      ...fact("onBehalfOf")(t).map((name) => name && `standing in for ${name}`),
      shortened(t),
      quoteIn(t.event.detail, "comment"),
      textIn(t.event.detail, "via") === "slack" ? "in Slack" : null,
    ],
  },
  "grant.scheduled": happened(access, "was scheduled", "schedule", (t) => [
    instantIn(t.event.detail, "from", "startsAt"),
    until(t),
  ]),
  "grant.activated": happened(access, "began", "start", (t) => [until(t)]),
  "grant.extended": happened(access, "was extended", "extend", (t) => [until(t), cappedBy(t)]),
  "grant.expired": happened(access, "ended", "end", () => ["its time was over"]),
  "grant.revoked": {
    done: (t) =>
      t.isOwn
        ? say`${t.actor} gave back ${t.role} on ${t.service}`
        : say`${t.actor} ${t.bySystem ? "ended" : "revoked"} ${access(t)}`,
    tried: (t) => (t.isOwn ? say`give back ${t.role} on ${t.service}` : say`revoke ${access(t)}`),
    note: fact("reason"),
  },
  "grant.shortened": happened(access, "was shortened", "shorten", (t) => [
    until(t),
    cappedBy(t),
    ...fact("reason")(t),
  ]),
  "grant.lessened": happened(access, "lets them do less now", "lessen", ({ event }) => [
    textIn(event.detail, "without") && `without ${textIn(event.detail, "without")}`,
    textIn(event.detail, "reason"),
  ]),
  "grant.break-glass-opened": {
    done: (t) => say`${t.actor} broke the glass for ${t.role} on ${t.service}`,
    tried: (t) => say`break the glass for ${t.role} on ${t.service}`,
    note: (t) => [quoteIn(t.event.detail, "justification"), until(t)],
  },
  "review.opened": {
    done: (t) => say`${reviewed(t)} is to be reviewed`,
    tried: null,
    note: ({ event }) => [instantIn(event.detail, "by", "dueAt")],
  },
  "review.done": {
    done: (t) => say`${t.actor} reviewed ${access(t)}`,
    tried: (t) => say`review ${access(t)}`,
    note: ({ event }) => [
      textIn(event.detail, "verdict")?.replace("-", " ") ?? null,
      quoteIn(event.detail, "comment"),
    ],
  },
  "review.overdue": {
    done: (t) => say`The review of ${reviewed(t)} is overdue`,
    tried: null,
    note: ({ event }) => [instantIn(event.detail, "since", "dueAt")],
  },
  "review.reminded": {
    done: (t) => say`${reviewed(t)} still waits for its review`,
    tried: null,
    note: ({ event }) => [instantIn(event.detail, "due", "dueAt")],
  },
  "device.approved": did(
    "let",
    "let",
    (t) => say`${textIn(t.event.detail, "client") ?? "a program"} in as themselves`,
  ),
  "device.denied": did("turned", "turn", (t) => say`${textIn(t.event.detail, "client") ?? "a program"} away`),
  "delegation.made": did(
    "let",
    "let",
    (t) => say`${workload(t)} act for ${t.isOwn ? "them" : t.subject} as ${t.role} on ${t.service}`,
    ({ event }) => [instantIn(event.detail, "until", "expiresAt")],
  ),
  "delegation.ended": {
    done: (t) => say`${workload(t)} acts for ${t.subject} as ${t.role} on ${t.service} no more`,
    tried: (t) => say`keep ${workload(t)} from acting for ${t.subject}`,
    note: fact("reason"),
  },
  "token.issued": did("got", "get", token, ({ event }) => [
    textIn(event.detail, "actsFor") && `to act for ${textIn(event.detail, "actsFor")}`,
    textIn(event.detail, "scope"),
    instantIn(event.detail, "until", "expiresAt"),
  ]),
  "token.revoked": did("revoked", "revoke", (t) => (t.isOwn ? token(t) : say`${token(t)} of ${t.subject}`)),
  "assertion.failed": {
    done: (t) =>
      t.event.subject === undefined
        ? say`${t.service} refused a call`
        : say`${t.service} refused a call of ${t.subject}`,
    tried: null,
    note: ({ event }) => [
      ["method", "path"].flatMap((name) => textIn(event.detail, name) ?? []).join(" ") || null,
      textIn(event.detail, "reason"),
      callsIn(event.detail),
      textIn(event.detail, "explanation"),
    ],
  },
  "interaction.received": {
    done: (t) => [`A click in Slack was ${t.event.outcome === "refused" ? "refused" : "received"}`],
    tried: null,
    note: fact("reason"),
  },
  "key.created": did(
    "made",
    "make",
    () => ["a signing key"],
    ({ event }) => [instantIn(event.detail, "signs from", "activeFrom")],
  ),
  "key.withdrawn": did(
    "withdrew",
    "withdraw",
    () => ["a signing key and every token signed with it"],
    ({ event }) => [
      countIn(event.detail, "tokens", event.detail.tokens === 1 ? "token" : "tokens"),
      textIn(event.detail, "reason"),
    ],
  ),
  "key.retired": did("retired", "retire", () => ["a signing key"]),
  "audit.exported": did(
    "exported",
    "export",
    () => ["the audit log"],
    ({ event }) => [
      countIn(event.detail, "rows", event.detail.moreRows === true ? "events and more" : "events"),
      textIn(event.detail, "format"),
    ],
  ),
  "delivery.failed": {
    done: ({ event }) =>
      say`A message for ${textIn(event.detail, "destination") ?? "a receiver"} could not be delivered`,
    tried: null,
    note: fact("reason"),
  },
  "delivery.replayed": did(
    "sent again what did not reach",
    "send again what did not reach",
    ({ event }) => [textIn(event.detail, "destination") ?? "a receiver"],
    ({ event }) => [countIn(event.detail, "messages")],
  ),
};
