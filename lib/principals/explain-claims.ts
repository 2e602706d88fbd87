import type { ClaimMatch, IssuerConfig } from "@/lib/config/config";
import { claimMatches } from "./claim-match";
import { mapClaims, namedGroups } from "./map-claims";

type Claims = Record<string, unknown>;

export interface ExplainedClaim {
  name: string;
  value: unknown;
  /** What daypass.yaml made of it, in words; empty: nothing looks at it. */
  becomes: string[];
}

export interface ExplainedMapping {
  groups: string[];
  holds: boolean;
  /** Of each thing that it asks for, what that is and whether the claims say so. */
  asks: { words: string; holds: boolean }[];
}

/** What the registered mapping of an issuer made of its claims, claim by claim and rule by rule: the same as `mapClaims`. */
export function explainClaims(
  issuer: IssuerConfig,
  claims: Claims,
): { claims: ExplainedClaim[]; mappings: ExplainedMapping[] } {
  const explained = Object.entries(claims).map(([name, value]) => ({
    name,
    value,
    becomes: becomes(issuer, claims, name),
  }));
  return {
    // What counts comes first.
    claims: explained.sort(
      (one, other) =>
        Number(one.becomes.length === 0) - Number(other.becomes.length === 0) ||
        one.name.localeCompare(other.name),
    ),
    mappings: issuer.mappings.map(({ match, groups }) => {
      const asks = match.map((each) => ({ words: matchWords(each), holds: claimMatches(claims, each) }));
      return { groups, asks, holds: asks.every(({ holds }) => holds) };
    }),
  };
}

function becomes(issuer: IssuerConfig, claims: Claims, name: string): string[] {
  const { claims: names } = issuer;
  const mapped = mapClaims(issuer, claims);
  // "kubernetes.io/namespace" looks into the claim "kubernetes.io".
  const looksAt = (rule: string) =>
    rule === name || (!Object.hasOwn(claims, rule) && rule.startsWith(`${name}/`));
  const groups = looksAt(names.groups) ? namedGroups(issuer, claims) : [];
  return [
    ...(standard.get(name) ?? []),
    ...(name === "sub" ? ["the account, together with the issuer"] : []),
    ...(name === names.name ? ["the name"] : []),
    ...(name === names.email ? ["the address for mail; it decides nothing"] : []),
    ...(name === names.user || (name === "sub" && mapped.ref === claims.sub)
      ? [mapped.ref ?? noReference]
      : []),
    ...groups.map((group) => group.ref ?? `${JSON.stringify(group.name)}: ${noReference}`),
    ...(name === names.slackUser
      ? [mapped.slackUser ? "the user of Slack" : "no user of Slack: it is no id"]
      : []),
    ...(name === names.slackTeam ? ["the workspace of Slack"] : []),
    ...names.keep.filter(looksAt).map((kept) => `kept as ${kept} for trust mappings of declarations`),
    ...issuer.mappings.flatMap(({ match }, index) =>
      match.some(({ claim }) => looksAt(claim)) ? [`looked at by mapping ${index + 1}`] : [],
    ),
  ];
}

/** What these say is the same for every issuer (OpenID Connect Core, section 2). */
const standard = new Map([
  ["iss", ["the issuer, compared letter by letter"]],
  ["aud", ["for whom it was said: one that the issuer is registered with"]],
  ["auth_time", ["when the sign-in was, for roles that take a recent one"]],
  ["acr", ["of which class the sign-in was, for roles that take a stronger one"]],
  ["amr", ["by which methods the sign-in was"]],
]);
const noReference = "no reference: a name has letters, digits, dots, dashes and underscores, at most 63";

function matchWords(match: ClaimMatch): string {
  const { claim } = match;
  if ("exists" in match) return `${claim} is there`;
  if ("equals" in match) return `${claim} is ${match.equals}`;
  if ("in" in match) return `${claim} is one of ${match.in.join(", ")}`;
  if ("like" in match) return `${claim} looks like ${match.like}`;
  return `${claim} holds ${match.contains}`;
}

/** Why somebody with these claims is in a group, or is not, and what would bring them in. */
export function explainMembership(
  issuer: IssuerConfig,
  claims: Claims,
  group: string,
): { member: boolean; explanation: string } {
  const named = namedGroups(issuer, claims);
  const fromClaim = named.find(({ ref }) => ref === group);
  const { mappings } = explainClaims(issuer, claims);
  const about = mappings.filter(({ groups }) => groups.includes(group));
  const holding = about.find(({ holds }) => holds);
  if (fromClaim)
    return {
      member: true,
      explanation: `${issuer.name} sends ${JSON.stringify(fromClaim.name)} in its claim ${issuer.claims.groups}.`,
    };
  if (holding)
    return {
      member: true,
      explanation: `A mapping of daypass.yaml holds: ${holding.asks.map(({ words }) => words).join(" and ")}.`,
    };
  const sent =
    named.length > 0
      ? `${issuer.name} sends ${named.map(({ name }) => JSON.stringify(name)).join(", ")} in its claim ${issuer.claims.groups}, and nothing that becomes ${group}.`
      : `${issuer.name} sends no group in its claim ${issuer.claims.groups}.`;
  const almost = named.find(
    ({ name }) => name.toLowerCase() === group.slice(group.indexOf("/") + 1).toLowerCase(),
  );
  const spelling = almost
    ? ` ${JSON.stringify(almost.name)} differs only in how it is written: references are compared letter by letter.`
    : "";
  const lacking = about.map(
    ({ asks }) =>
      ` A mapping would bring it if ${asks
        .filter(({ holds }) => !holds)
        .map(({ words }) => words)
        .join(" and ")}.`,
  );
  const prefix =
    group.startsWith(issuer.groupPrefix) || about.length > 0
      ? " Ask whoever looks after the groups there; a change counts from the next sign-in on."
      : ` Its groups begin with ${issuer.groupPrefix}: it cannot name this one.`;
  return { member: false, explanation: `${sent}${spelling}${lacking.join("")}${prefix}` };
}
