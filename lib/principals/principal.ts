/** A person or a workload as an issuer vouched for it, by itself. */
export interface Identity {
  id: string;
  kind: "user" | "workload";
  issuer: string;
  subject: string;
  name: string;
  email: string | null;
  /** "user:default/riley" or "spiffe://domain/path", where the issuer's mapping gives one. */
  ref: string | null;
  /** "group:default/engineering", … */
  groups: string[];
  /** Claims that trust mappings may look at. */
  claims: Record<string, unknown>;
  deactivatedAt: Date | null;
}

/**
 * Somebody who is away, as their stand-in represents them: with their own references and nobody's besides, so that a
 * stand-in never passes on what they were lent.
 */
export type StandInFor = Identity;

/** Somebody as Daypass knows them, with the people whom they represent now. */
export interface Principal extends Identity {
  /** Who they are in Slack, by their issuer's word; somebody else may claim the same. */
  slackUser: SlackUser | null;
  standsInFor: StandInFor[];
}

export interface SlackUser {
  /** "U0123ABCD" */
  id: string;
  /** Their workspace, where the issuer says it. */
  team: string | null;
}

/** References by which a declaration or daypass.yaml may name this principal. */
export function referencesOf(principal: Identity): string[] {
  const own = `${principal.issuer}#${principal.subject}`;
  return principal.ref ? [...principal.groups, principal.ref, own] : [...principal.groups, own];
}
