/** What somebody chooses by, in their preferences: a few groups of kinds, in people's words. */
export const notificationTopics = ["asked", "mine", "ending", "alarms", "mentions"] as const;
export type NotificationTopic = (typeof notificationTopics)[number];

/** Everything that a person or a room is told, and the topic that it belongs to. */
export const topicOfKind = {
  /** A request waits for this person's yes or no, now. */
  "decision-wanted": "asked",
  /** The same, because others did not decide in time. */
  "decision-escalated": "asked",
  /** Somebody else decided what this person was asked. */
  "decided-elsewhere": "asked",
  /** A declaration that widens access waits for an owner's yes. */
  "proposal-waiting": "asked",
  /** Somebody asked for access in this person's name. */
  "asked-for-you": "mine",
  /** One seat is filled, others are free; or what would be granted was shortened. */
  "request-progress": "mine",
  "request-approved": "mine",
  "request-denied": "mine",
  /** Closed by Daypass or by an admin, never by the one who asked. */
  "request-cancelled": "mine",
  "request-lapsed": "mine",
  /** A scheduled start has come. */
  "access-started": "mine",
  "access-extended": "mine",
  "access-ends-soon": "ending",
  "access-ended": "ending",
  "access-revoked": "ending",
  /** A new declaration shortened or lessened it. */
  "access-changed": "ending",
  "break-glass-opened": "alarms",
  "review-due": "alarms",
  "review-overdue": "alarms",
  mentioned: "mentions",
  commented: "mentions",
  /** Somebody named this person their stand-in. */
  "stand-in-named": "mentions",
} as const satisfies Record<string, NotificationTopic>;

export type NotificationKind = keyof typeof topicOfKind;

/** Passes quiet hours and every digest. */
export const isUrgent = (kind: NotificationKind): boolean => kind === "break-glass-opened";

/** Worth a line in the list inside Daypass, and no message outside it. */
export const staysInside = (kind: NotificationKind): boolean =>
  kind === "request-progress" || kind === "access-ended";
