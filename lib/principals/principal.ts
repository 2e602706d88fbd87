/** A person or a workload that an issuer vouched for. */
export interface Principal {
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

/** References by which a declaration or daypass.yaml may name this principal. */
export function referencesOf(principal: Principal): string[] {
  const own = `${principal.issuer}#${principal.subject}`;
  return principal.ref ? [...principal.groups, principal.ref, own] : [...principal.groups, own];
}
