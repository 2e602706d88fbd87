import type { AccessTrait } from "../trait";

type IssuerTrust = NonNullable<AccessTrait["trust"]>[string];
export type Mapping = IssuerTrust["mappings"][number];
type Match = Mapping["match"][number];

/** A trust mapping with what its entry says about the issuer. */
export interface Mapped extends Mapping {
  issuer: string;
  audiences: string[] | undefined;
  subjectClaim: string | undefined;
}

export const mappedBy = ({ issuer, audiences, subjectClaim, mappings }: IssuerTrust): Mapped[] =>
  mappings.map((mapping) => ({ ...mapping, issuer, audiences, subjectClaim }));

/** The mappings that grant this, whatever roles they name. */
export function mappedFor(trait: AccessTrait, grant: Mapping["grant"]): Mapped[] {
  return Object.values(trait.trust ?? {})
    .flatMap(mappedBy)
    .filter((mapped) => mapped.grant === grant);
}

export function hasMapping(trait: AccessTrait, grant: Mapping["grant"], role: string): boolean {
  return Object.values(trait.trust ?? {}).some(({ mappings }) =>
    mappings.some((mapping) => mapping.grant === grant && (mapping.roles?.includes(role) ?? true)),
  );
}

/** Whether `wide` holds for everybody whom `narrow` holds for. Roles are not looked at. */
export function mapsAll(wide: Mapped, narrow: Mapped): boolean {
  return (
    wide.grant === narrow.grant &&
    wide.issuer === narrow.issuer &&
    wide.subjectClaim === narrow.subjectClaim &&
    wide.match.every((match) => narrow.match.some((other) => implies(other, match))) &&
    sameNames(wide.audiences, narrow.audiences)
  );
}

const sameNames = (these: string[] | undefined, those: string[] | undefined) =>
  JSON.stringify(these && [...these].sort()) === JSON.stringify(those && [...those].sort());

/** Whether every claim that `match` accepts is one that `other` accepts. */
function implies(match: Match, other: Match): boolean {
  if (match.claim !== other.claim) return false;
  if ("exists" in other) return true;
  if ("equals" in match) return acceptsValue(other, match.equals);
  if ("in" in match) return match.in.every((value) => acceptsValue(other, value));
  return "contains" in match && "contains" in other && match.contains === other.contains;
}

function acceptsValue(match: Match, value: string | number | boolean): boolean {
  if ("equals" in match) return match.equals === value;
  return "in" in match && typeof value === "string" && match.in.includes(value);
}

/** "whoever has payments among groups and has level 3 at login.example.com" */
export function mappedWords({ issuer, match }: Mapped): string {
  const conditions = match.map((one) => {
    if ("exists" in one) return `has a ${one.claim}`;
    if ("equals" in one) return `has ${one.claim} ${one.equals}`;
    return "in" in one ? `has ${one.claim} ${one.in.join(" or ")}` : `has ${one.contains} among ${one.claim}`;
  });
  return `whoever ${conditions.join(" and ")} at ${issuer.replace(/^https?:\/\//, "")}`;
}
