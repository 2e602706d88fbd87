export type Direction = "widening" | "narrowing" | "neutral";

/** One thing that a new version of a declaration changes in effect, however it is written. */
export interface DeclarationChange {
  direction: Direction;
  rule: ChangeRule;
  /** Null: of the whole service, or of every role alike. */
  role: string | null;
  /** Null: of every environment alike, or of a service that declares none. */
  environment: string | null;
  /** For people, without a full stop. */
  words: string;
}

// Widening waits for a yes. What can only be replaced, and never be narrowed, waits too: nobody can say which is wider.
const directions = {
  "new-service": "widening",
  "new-role": "widening",
  "new-environment": "widening",
  "new-owner": "widening",
  "new-owner-claim": "widening",
  "new-requester": "widening",
  "new-requester-claim": "widening",
  "new-approver": "widening",
  "new-approver-claim": "widening",
  "longer-access": "widening",
  "fewer-approvals": "widening",
  "step-removed": "widening",
  "counted-by-person": "widening",
  "earlier-escalation": "widening",
  "new-asker-for-others": "widening",
  "looser-approval": "widening",
  "automatic-approval": "widening",
  "automatic-approval-opened": "widening",
  "self-approval": "widening",
  "review-loosened": "widening",
  "reviewers-replaced": "widening",
  "new-scope": "widening",
  "new-action": "widening",
  "new-resource": "widening",
  "new-authorization-detail": "widening",
  "conflict-removed": "widening",
  "shorter-justification": "widening",
  "ticket-dropped": "widening",
  "sign-in-loosened": "widening",
  "lower-risk": "widening",
  "break-glass": "widening",
  requestable: "widening",
  "longer-token": "widening",
  "token-unbound": "widening",
  "token-binding-replaced": "widening",
  "token-self-contained": "widening",
  "audience-replaced": "widening",

  "service-removed": "narrowing",
  "role-removed": "narrowing",
  "environment-removed": "narrowing",
  "owner-removed": "narrowing",
  "owner-claim-removed": "narrowing",
  "requester-removed": "narrowing",
  "asker-for-others-removed": "narrowing",
  "requester-claim-removed": "narrowing",
  "approver-removed": "narrowing",
  "approver-claim-removed": "narrowing",
  "shorter-access": "narrowing",
  "more-approvals": "narrowing",
  "new-step": "narrowing",
  "counted-by-group": "narrowing",
  "later-escalation": "narrowing",
  "stricter-approval": "narrowing",
  "no-automatic-approval": "narrowing",
  "automatic-approval-limited": "narrowing",
  "no-self-approval": "narrowing",
  "review-tightened": "narrowing",
  "scope-removed": "narrowing",
  "action-removed": "narrowing",
  "resource-removed": "narrowing",
  "authorization-detail-removed": "narrowing",
  "new-conflict": "narrowing",
  "longer-justification": "narrowing",
  "ticket-required": "narrowing",
  "sign-in-tightened": "narrowing",
  "higher-risk": "narrowing",
  "no-break-glass": "narrowing",
  "not-requestable": "narrowing",
  "shorter-token": "narrowing",
  "token-bound": "narrowing",
  "token-opaque": "narrowing",

  title: "neutral",
  description: "neutral",
  system: "neutral",
  lifecycle: "neutral",
  links: "neutral",
  "role-description": "neutral",
  "environment-description": "neutral",
  "proposed-duration": "neutral",
  "waiting-time": "neutral",
  "step-time": "neutral",
  "approval-steps": "neutral",
  "ticket-field": "neutral",
  "token-claims": "neutral",
} satisfies Record<string, Direction>;

export type ChangeRule = keyof typeof directions;

export function change(
  rule: ChangeRule,
  words: string,
  role: string | null = null,
  environment: string | null = null,
): DeclarationChange {
  return { direction: directions[rule], rule, role, environment, words };
}

/** A change of a role in a place before it is known how many places it is said of at once. */
export interface Said {
  rule: ChangeRule;
  /** `who` is "reader", "reader in production", "every role" or "every role in production". */
  say(who: string): string;
}
