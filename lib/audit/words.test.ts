import { describe, expect, it } from "vitest";
import { type AuditAction, auditActions } from "./actions";
import type { AuditEventView } from "./view";
import { lineOf, wordsOf } from "./words";

const riley = "prn_00000000000000000000000001";
const omar = { kind: "user" as const, id: "prn_00000000000000000000000002", name: "Omar Haddad" };
const rileyActs = { kind: "user" as const, id: riley, name: "Riley Chen" };
const daypass = { kind: "system" as const, name: "worker" };

const base: AuditEventView = {
  id: "evt_00000000000000000000000001",
  at: "2026-11-24T10:00:00.000Z",
  actor: omar,
  action: "request.approved",
  outcome: "success",
  service: "shop/orders/orders-api",
  serviceTitle: "Orders API",
  subject: riley,
  subjectName: "Riley Chen",
  requestId: "req_00000000000000000000000001",
  grantId: "grt_00000000000000000000000001",
  detail: { role: "refunder", environment: "production" },
};

type Change = Omit<Partial<AuditEventView>, "detail"> & { detail?: Record<string, unknown> };

const event = (change: Change): AuditEventView => ({
  ...base,
  ...change,
  detail: { ...base.detail, ...change.detail },
});

const about = (detail: Record<string, unknown>) => ({
  service: undefined,
  serviceTitle: undefined,
  subject: undefined,
  subjectName: undefined,
  requestId: undefined,
  grantId: undefined,
  detail,
});
const until = "2026-11-24T11:30:00.000Z";

/** What is told of each action when it was done, and when it was refused. */
const told: Record<AuditAction, [Change, string, string?]> = {
  "principal.signed-in": [
    { actor: daypass, detail: { how: "token-exchange" } },
    "Riley Chen signed in · as a program",
    "Riley Chen tried to sign in · refused: the reason",
  ],
  "principal.created": [{ actor: daypass }, "Riley Chen came here for the first time"],
  "principal.changed": [{ actor: daypass }, "Riley Chen's details changed"],
  "principal.deactivated": [
    { detail: { reason: "left the company" } },
    "Omar Haddad deactivated Riley Chen · left the company",
    "Omar Haddad tried to deactivate Riley Chen · refused: the reason",
  ],
  "principal.reactivated": [{}, "Omar Haddad let Riley Chen sign in again"],
  "stand-in.named": [
    { detail: { for: "Omar Haddad", startsAt: base.at, endsAt: until, reason: "on leave" } },
    "Omar Haddad named Riley Chen to stand in for them · from 2026-11-24 10:00 UTC · until 2026-11-24 11:30 UTC · on leave",
    "Omar Haddad tried to name Riley Chen to stand in for them · refused: the reason",
  ],
  "stand-in.ended": [
    { detail: { for: "Omar Haddad" } },
    "Omar Haddad ended Riley Chen's time as stand-in for Omar Haddad",
  ],
  "on-call.read": [
    { ...about({ schedule: "payments", added: 3, removed: 1 }), actor: daypass },
    "Daypass read on-call schedule payments · 3 added · 1 removed",
  ],
  "on-call.failed": [
    { ...about({ schedule: "payments", reason: "It answered 500." }), actor: daypass, outcome: "failed" },
    "On-call schedule payments could not be read · It answered 500.",
  ],
  "on-call.forgotten": [
    { ...about({ schedule: "payments" }), actor: daypass },
    "Daypass forgot who is on call for payments",
  ],
  "source.synced": [
    { actor: daypass, ...about({ source: "catalogue", published: 2, withdrawn: 0 }) },
    "Daypass read source catalogue · 2 published",
  ],
  "source.failed": [
    {
      actor: daypass,
      outcome: "failed",
      ...about({ source: "catalogue", errors: 3, first: ["a.yaml:1:2 no such role"] }),
    },
    "Source catalogue could not be read in full · 3 to mend · a.yaml:1:2 no such role",
  ],
  "source.sync-requested": [
    about({ source: "apps" }),
    "Omar Haddad asked for a look at source apps",
    "Omar Haddad tried to ask for a look at source apps · refused: the reason",
  ],
  "source.pushed": [
    { actor: daypass, ...about({ source: "apps", branch: "main", commit: "0123456789ab" }) },
    "A push to source apps was announced · 0123456789ab",
    "A push to source apps was refused · 0123456789ab · the reason",
  ],
  "source.uploaded": [
    about({ source: "by-hand", files: 2 }),
    "Omar Haddad uploaded files to source by-hand · 2 files",
    "Omar Haddad tried to upload files to source by-hand · refused: the reason",
  ],
  "declaration.published": [
    {
      actor: daypass,
      ...about({ version: 3, file: "orders.yaml" }),
      service: base.service,
      serviceTitle: "Orders API",
    },
    "Daypass published version 3 of the declaration of Orders API · orders.yaml",
  ],
  "declaration.proposed": [
    {
      actor: daypass,
      ...about({ version: 3, waits: ["auditor can be asked for"] }),
      service: base.service,
      serviceTitle: "Orders API",
    },
    "Daypass put version 3 of the declaration of Orders API before its owners · auditor can be asked for",
  ],
  "declaration.approved": [
    { ...about({ version: 3, comment: "as discussed" }), service: base.service, serviceTitle: "Orders API" },
    "Omar Haddad approved version 3 of the declaration of Orders API · “as discussed”",
    "Omar Haddad tried to approve version 3 of the declaration of Orders API · refused: the reason",
  ],
  "declaration.denied": [
    { ...about({ version: 3 }), service: base.service, serviceTitle: "Orders API" },
    "Omar Haddad denied version 3 of the declaration of Orders API",
    "Omar Haddad tried to deny version 3 of the declaration of Orders API · refused: the reason",
  ],
  "declaration.lapsed": [
    { actor: daypass, ...about({ version: 3 }), service: base.service, serviceTitle: "Orders API" },
    "Version 3 of the declaration of Orders API was not confirmed · no owner decided in time",
  ],
  "declaration.superseded": [
    { actor: daypass, ...about({ version: 3 }), service: base.service, serviceTitle: "Orders API" },
    "Version 3 of the declaration of Orders API waits no more · its source says something else",
  ],
  "service.withdrawn": [
    { actor: daypass, detail: { reason: "the source no longer declares it" } },
    "Daypass withdrew Orders API · the source no longer declares it",
  ],
  "service.restored": [
    { actor: daypass, detail: { file: "orders.yaml" } },
    "Daypass brought back Orders API · orders.yaml",
  ],
  "credential.created": [{ detail: { label: "ci" } }, "Omar Haddad made a credential for Orders API · ci"],
  "credential.revoked": [{}, "Omar Haddad revoked a credential of Orders API"],
  "signals.created": [
    { actor: daypass, detail: { method: "push" } },
    "Daypass set up a stream of signals to Orders API · push",
  ],
  "signals.changed": [
    { actor: daypass, detail: { status: "paused" } },
    "Daypass changed a stream of signals to Orders API · paused",
  ],
  "signals.deleted": [{ actor: daypass }, "Daypass removed a stream of signals to Orders API"],
  "request.created": [
    {
      actor: rileyActs,
      detail: {
        durationSeconds: 28_800,
        effectiveDurationSeconds: 14_400,
        cappedBy: "environment production",
      },
    },
    "Riley Chen asked for refunder in production on Orders API · 4 h instead of 8 h · cut by environment production",
    "Riley Chen tried to ask for refunder in production on Orders API · refused: the reason",
  ],
  "request.approved": [
    { detail: { environment: null, by: "Omar Haddad", durationSeconds: 3_600, askedSeconds: 14_400 } },
    "Omar Haddad approved Riley Chen's request for refunder on Orders API · 1 h instead of 4 h",
  ],
  "request.denied": [
    { detail: { comment: "not today" } },
    "Omar Haddad denied Riley Chen's request for refunder in production on Orders API · “not today”",
  ],
  "request.cancelled": [
    { actor: rileyActs },
    "Riley Chen took back their own request for refunder in production on Orders API",
    "Riley Chen tried to take back their own request for refunder in production on Orders API · refused: the reason",
  ],
  "request.lapsed": [
    { actor: daypass },
    "Riley Chen's request for refunder in production on Orders API closed by itself · nobody decided in time",
  ],
  "request.shortened": [
    {
      actor: daypass,
      detail: {
        effectiveDurationSeconds: 3_600,
        insteadOfSeconds: 14_400,
        cappedBy: "role refunder",
        reason: "the declaration of 2026-11-25",
      },
    },
    "Riley Chen's request for refunder in production on Orders API was shortened · 1 h instead of 4 h · cut by role refunder · the declaration of 2026-11-25",
  ],
  "request.claimed": [
    {},
    "Omar Haddad is looking at Riley Chen's request for refunder in production on Orders API",
    "Omar Haddad tried to look at Riley Chen's request for refunder in production on Orders API · refused: the reason",
  ],
  "request.released": [
    {},
    "Omar Haddad stopped looking at Riley Chen's request for refunder in production on Orders API",
    "Omar Haddad tried to stop looking at Riley Chen's request for refunder in production on Orders API · refused: the reason",
  ],
  "request.escalated": [
    { actor: daypass, detail: { stage: "owner", to: ["group:default/security"] } },
    "Riley Chen's request for refunder in production on Orders API was opened to further approvers · stage owner · security",
  ],
  "request.commented": [
    { detail: { comment: "is the refund approved?", mentions: ["prn_x"] } },
    "Omar Haddad commented on Riley Chen's request for refunder in production on Orders API · “is the refund approved?”",
    "Omar Haddad tried to comment on Riley Chen's request for refunder in production on Orders API · refused: the reason",
  ],
  "decision.made": [
    { detail: { verdict: "approve", stage: "owner", durationSeconds: 600, comment: "be quick" } },
    "Omar Haddad said yes to Riley Chen's request for refunder in production on Orders API · stage owner · shortened to 10 min · “be quick”",
    "Omar Haddad tried to decide Riley Chen's request for refunder in production on Orders API · refused: the reason",
  ],
  "grant.scheduled": [
    { detail: { startsAt: "2026-11-24T10:30:00.000Z", endsAt: until } },
    "Riley Chen's access as refunder in production on Orders API was scheduled · from 2026-11-24 10:30 UTC · until 2026-11-24 11:30 UTC",
  ],
  "grant.activated": [
    { detail: { endsAt: until } },
    "Riley Chen's access as refunder in production on Orders API began · until 2026-11-24 11:30 UTC",
  ],
  "grant.extended": [
    { detail: { endsAt: until, insteadOf: "2026-11-24T10:30:00.000Z", cappedBy: "environment production" } },
    "Riley Chen's access as refunder in production on Orders API was extended · until 2026-11-24 11:30 UTC · cut by environment production",
  ],
  "grant.expired": [
    { actor: daypass },
    "Riley Chen's access as refunder in production on Orders API ended · its time was over",
  ],
  "grant.revoked": [
    { detail: { reason: "incident 7" } },
    "Omar Haddad revoked Riley Chen's access as refunder in production on Orders API · incident 7",
    "Omar Haddad tried to revoke Riley Chen's access as refunder in production on Orders API · refused: the reason",
  ],
  "grant.shortened": [
    {
      actor: daypass,
      detail: { endsAt: until, cappedBy: "role refunder", reason: "the declaration of 2026-11-25" },
    },
    "Riley Chen's access as refunder in production on Orders API was shortened · until 2026-11-24 11:30 UTC · cut by role refunder · the declaration of 2026-11-25",
  ],
  "grant.lessened": [
    { actor: daypass, detail: { without: "orders:refund", reason: "the declaration of 2026-11-25" } },
    "Riley Chen's access as refunder in production on Orders API lets them do less now · without orders:refund · the declaration of 2026-11-25",
  ],
  "grant.break-glass-opened": [
    { actor: rileyActs, detail: { justification: "Payments are stuck", endsAt: until } },
    "Riley Chen broke the glass for refunder in production on Orders API · “Payments are stuck” · until 2026-11-24 11:30 UTC",
    "Riley Chen tried to break the glass for refunder in production on Orders API · refused: the reason",
  ],
  "review.opened": [
    { actor: rileyActs, detail: { dueAt: until } },
    "Riley Chen's access as refunder in production on Orders API is to be reviewed · by 2026-11-24 11:30 UTC",
  ],
  "review.done": [
    { detail: { verdict: "not-justified", comment: "The API was up" } },
    "Omar Haddad reviewed Riley Chen's access as refunder in production on Orders API · not justified · “The API was up”",
    "Omar Haddad tried to review Riley Chen's access as refunder in production on Orders API · refused: the reason",
  ],
  "review.overdue": [
    { actor: daypass, detail: { dueAt: until } },
    "The review of Riley Chen's access as refunder in production on Orders API is overdue · since 2026-11-24 11:30 UTC",
  ],
  "review.reminded": [
    { actor: daypass, detail: { dueAt: until } },
    "Riley Chen's access as refunder in production on Orders API still waits for its review · due 2026-11-24 11:30 UTC",
  ],
  "delegation.made": [
    { actor: rileyActs, detail: { workload: "ci-agent", expiresAt: until } },
    "Riley Chen let ci-agent act for them as refunder in production on Orders API · until 2026-11-24 11:30 UTC",
    "Riley Chen tried to let ci-agent act for them as refunder in production on Orders API · refused: the reason",
  ],
  "delegation.ended": [
    { actor: rileyActs, detail: { workload: "ci-agent" } },
    "ci-agent acts for Riley Chen as refunder in production on Orders API no more",
    "Riley Chen tried to keep ci-agent from acting for Riley Chen · refused: the reason",
  ],
  "token.issued": [
    { actor: rileyActs, detail: { kind: "service", scope: "orders:read", expiresAt: until } },
    "Riley Chen got a token for refunder in production on Orders API · orders:read · until 2026-11-24 11:30 UTC",
    "Riley Chen tried to get a token for refunder in production on Orders API · refused: the reason",
  ],
  "token.revoked": [{ detail: { role: null } }, "Omar Haddad revoked a token for Orders API of Riley Chen"],
  "assertion.failed": [
    {
      actor: daypass,
      outcome: "failed",
      detail: { reason: "wrong audience", method: "GET", path: "/orders" },
    },
    "Orders API refused a call of Riley Chen · GET /orders · wrong audience",
  ],
  "interaction.received": [
    {
      ...about({ via: "slack", reason: "This interaction was received already." }),
      actor: daypass,
      outcome: "refused",
    },
    "A click in Slack was refused · This interaction was received already.",
  ],
  "key.created": [
    { actor: daypass, ...about({ activeFrom: until }) },
    "Daypass made a signing key · signs from 2026-11-24 11:30 UTC",
  ],
  "device.approved": [
    { detail: { client: "daypass" } },
    "Omar Haddad let daypass in as themselves",
    "Omar Haddad tried to let daypass in as themselves · refused: the reason",
  ],
  "device.denied": [
    { detail: { client: "daypass" } },
    "Omar Haddad turned daypass away",
    "Omar Haddad tried to turn daypass away · refused: the reason",
  ],
  "key.withdrawn": [
    { detail: { tokens: 3, reason: "leaked" } },
    "Omar Haddad withdrew a signing key and every token signed with it · 3 tokens · leaked",
    "Omar Haddad tried to withdraw a signing key and every token signed with it · refused: the reason",
  ],
  "key.retired": [{ actor: daypass, ...about({}) }, "Daypass retired a signing key"],
  "audit.exported": [
    about({ format: "csv", rows: 12 }),
    "Omar Haddad exported the audit log · 12 events · csv",
  ],
  "delivery.failed": [
    {
      actor: daypass,
      outcome: "failed",
      ...about({ destination: "siem", reason: "the receiver answered 500" }),
    },
    "A message for siem could not be delivered · the receiver answered 500",
  ],
  "delivery.replayed": [
    about({ destination: "siem", messages: 3 }),
    "Omar Haddad sent again what did not reach siem · 3 messages",
    "Omar Haddad tried to send again what did not reach siem · refused: the reason",
  ],
};

describe("an event in words", () => {
  it.each(auditActions)("%s", (action) => {
    const [change, done, refused] = told[action];
    expect(lineOf(event({ ...change, action }))).toBe(done);
    const attempt = event({
      ...change,
      action,
      outcome: "refused",
      detail: { ...change.detail, reason: "the reason" },
    });
    if (refused) expect(lineOf(attempt)).toBe(refused);
  });

  it.each(auditActions)(
    "%s never shows a bare id, a placeholder or an empty piece, however little is known",
    (action) => {
      for (const outcome of ["success", "refused", "failed"] as const)
        for (const change of [
          told[action][0],
          about({}),
          { detail: { role: 7, reason: {}, comment: [] } },
          { subjectName: undefined },
        ]) {
          const { parts, notes } = wordsOf({ ...event(change), action, outcome });
          const line = [parts.map((part) => part.text).join(""), ...notes].join(" · ");
          expect(line).not.toMatch(/(prn|req|grt|evt|svc)_|undefined|null|NaN|\[object|\s\s|^\s|\s$/);
          expect(parts.every((part) => part.text !== "")).toBe(true);
        }
    },
  );

  it.each([
    [
      "giving back",
      { action: "grant.revoked", actor: rileyActs, detail: { reason: "done" } },
      "Riley Chen gave back refunder in production on Orders API · done",
    ],
    [
      "the system's end",
      { action: "grant.revoked", actor: daypass, detail: { reason: "no longer eligible" } },
      "Daypass ended Riley Chen's access as refunder in production on Orders API · no longer eligible",
    ],
    [
      "a yes of the declaration itself",
      {
        action: "request.approved",
        actor: rileyActs,
        detail: { by: "approval policy auto", durationSeconds: 7_200 },
      },
      "Approval policy auto approved Riley Chen's request for refunder in production on Orders API · 2 h",
    ],
    [
      "a yes to oneself",
      { action: "request.approved", actor: rileyActs, detail: { by: "Riley Chen", durationSeconds: 7_200 } },
      "Riley Chen approved their own request for refunder in production on Orders API · 2 h",
    ],
    [
      "somebody else's cancellation",
      { action: "request.cancelled", detail: { reason: "Riley Chen was deactivated" } },
      "Omar Haddad cancelled Riley Chen's request for refunder in production on Orders API · Riley Chen was deactivated",
    ],
    [
      "the system's close of a request",
      {
        action: "request.cancelled",
        actor: daypass,
        detail: { reason: "the declaration of 2026-11-25 no longer offers refunder in production" },
      },
      "Daypass closed Riley Chen's request for refunder in production on Orders API · the declaration of 2026-11-25 no longer offers refunder in production",
    ],
    [
      "what was asked for somebody else",
      { action: "request.created", detail: { askedBy: "Omar Haddad", effectiveDurationSeconds: 3_600 } },
      "Omar Haddad asked for refunder in production on Orders API for Riley Chen · 1 h",
    ],
    [
      "an extension that was asked for",
      {
        action: "request.created",
        actor: rileyActs,
        detail: { extends: "grt_1", durationSeconds: 3_600, effectiveDurationSeconds: 3_600 },
      },
      "Riley Chen asked to extend their access as refunder in production on Orders API · 1 h",
    ],
    [
      "an API token",
      { action: "token.issued", actor: rileyActs, ...about({ kind: "api" }), subject: riley },
      "Riley Chen got an API token",
    ],
    [
      "a token to act for somebody",
      {
        action: "token.issued",
        actor: { kind: "workload", id: "prn_00000000000000000000000003", name: "ci-agent" },
        detail: { kind: "service", actsFor: "Riley Chen" },
      },
      "ci-agent got a token for refunder in production on Orders API · to act for Riley Chen",
    ],
    [
      "a no",
      { action: "decision.made", detail: { verdict: "deny" } },
      "Omar Haddad said no to Riley Chen's request for refunder in production on Orders API",
    ],
    [
      "a refused call of nobody known",
      { action: "assertion.failed", outcome: "failed", subject: undefined, detail: { reason: "no token" } },
      "Orders API refused a call · no token",
    ],
    [
      "a refusal without a reason",
      { action: "grant.revoked", outcome: "refused" },
      "Omar Haddad tried to revoke Riley Chen's access as refunder in production on Orders API · refused",
    ],
    [
      "somebody who is gone",
      { action: "request.denied", subjectName: undefined },
      "Omar Haddad denied somebody's request for refunder in production on Orders API",
    ],
    [
      "more than were counted",
      { action: "audit.exported", ...about({ rows: 100_000, moreRows: true, format: "jsonl" }) },
      "Omar Haddad exported the audit log · 100000 events and more · jsonl",
    ],
    [
      "a service that nobody declares",
      {
        action: "request.created",
        actor: rileyActs,
        outcome: "refused",
        service: "a/b/c",
        serviceTitle: undefined,
        detail: { reason: "No service" },
      },
      "Riley Chen tried to ask for refunder in production on a/b/c · refused: No service",
    ],
  ] satisfies [string, Change, string][])("%s", (_what, change, line) => {
    expect(lineOf(event(change))).toBe(line);
  });

  it("links its names", () => {
    expect(wordsOf(event({ detail: { environment: null } })).parts).toEqual([
      { text: "Omar Haddad", link: { noun: "principal", id: omar.id } },
      { text: " approved " },
      { text: "Riley Chen's", link: { noun: "principal", id: riley } },
      { text: " request for " },
      { text: "refunder", link: { noun: "grant", id: base.grantId } },
      { text: " on " },
      { text: "Orders API", link: { noun: "service", id: base.service } },
    ]);
  });

  it("is one line, and not an endless one", () => {
    const [note] = wordsOf(
      event({ action: "grant.revoked", detail: { reason: `two\nlines ${"😀".repeat(200)}` } }),
    ).notes;
    expect(note).toMatch(/^two lines 😀+…$/u);
    expect(note?.length).toBeLessThanOrEqual(160);
    expect(note).not.toMatch(/\p{Surrogate}/u);
  });

  it("tells an action of another version by its name", () => {
    const later = { ...base, action: "grant.teleported" as AuditAction };
    expect(lineOf(later)).toBe("Omar Haddad: grant teleported");
    expect(lineOf({ ...later, action: "constructor" as AuditAction })).toBe("Omar Haddad: constructor");
  });
});
