import type { IssuerConfig } from "@/lib/config/config";
import { spiffeDomain } from "@/lib/config/spiffe";
import { AppError } from "@/lib/errors/app-error";
import { claimMatches, claimValue } from "./claim-match";
import type { SlackUser } from "./principal";

/** What the registered mapping of an issuer makes of its claims. */
export interface MappedClaims {
  subject: string;
  name: string;
  email: string | null;
  ref: string | null;
  groups: string[];
  claims: Record<string, unknown>;
  slackUser: SlackUser | null;
}

const referenceName = /^[A-Za-z0-9._-]{1,63}$/;

export function mapClaims(issuer: IssuerConfig, claims: Record<string, unknown>): MappedClaims {
  const subject = text(claims.sub);
  if (!subject || subject.length > 255)
    throw new AppError("unauthenticated", `${issuer.name} sent no usable subject ("sub").`);
  const email = text(claims[issuer.claims.email]);
  return {
    subject,
    name: (text(claims[issuer.claims.name]) ?? email ?? subject).slice(0, 200),
    email: email?.slice(0, 320) ?? null,
    ref: personRef(issuer, subject, claims),
    groups: groupRefs(issuer, claims),
    claims: keptClaims(issuer, claims),
    slackUser: slackUserOf(issuer, claims),
  };
}

function personRef(issuer: IssuerConfig, subject: string, claims: Record<string, unknown>): string | null {
  const domain = spiffeDomain(subject);
  if (domain !== null) return domain === issuer.trustDomain ? subject : null;
  const name = text(claims[issuer.claims.user]);
  return name && referenceName.test(name) ? `${issuer.userPrefix}${name}` : null;
}

/** Every group that the issuer named, with the reference that it became: null for a name that can be none. */
export function namedGroups(
  issuer: IssuerConfig,
  claims: Record<string, unknown>,
): { name: string; ref: string | null }[] {
  const value = claimValue(claims, issuer.claims.groups);
  const names = Array.isArray(value) ? value : [value];
  return names.flatMap((name) => (typeof name === "string" ? [{ name, ref: groupRef(issuer, name) }] : []));
}

/** An issuer speaks for its own prefix only: no claim of one can name the groups of another. */
function groupRef(issuer: IssuerConfig, name: string): string | null {
  const bare = name.startsWith(issuer.groupPrefix) ? name.slice(issuer.groupPrefix.length) : name;
  return referenceName.test(bare) ? `${issuer.groupPrefix}${bare}` : null;
}

/** What the claim of groups names, and what the platform's mappings add to it. */
function groupRefs(issuer: IssuerConfig, claims: Record<string, unknown>): string[] {
  const named = namedGroups(issuer, claims).flatMap(({ ref }) => ref ?? []);
  const mapped = issuer.mappings
    .filter(({ match }) => match.every((each) => claimMatches(claims, each)))
    .flatMap(({ groups }) => groups);
  return [...new Set([...named, ...mapped])].sort();
}

/** A workspace that is claimed and cannot be read leaves nobody: the same id may be somebody else in another one. */
function slackUserOf({ claims: names }: IssuerConfig, claims: Record<string, unknown>): SlackUser | null {
  const id = names.slackUser === undefined ? undefined : text(claims[names.slackUser]);
  if (!id || !/^[UW][A-Z0-9]{2,30}$/.test(id)) return null;
  if (names.slackTeam === undefined) return { id, team: null };
  const team = text(claims[names.slackTeam]);
  return team && /^[TE][A-Z0-9]{2,30}$/.test(team) ? { id, team } : null;
}

/** Kept under the names by which daypass.yaml and declarations ask for them. */
function keptClaims(issuer: IssuerConfig, claims: Record<string, unknown>): Record<string, unknown> {
  const names = new Set([...issuer.claims.keep, issuer.claims.groups]);
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const value = claimValue(claims, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

const text = (value: unknown) =>
  typeof value === "string" && value.trim() !== "" && !value.includes("\u0000") ? value.trim() : undefined;
