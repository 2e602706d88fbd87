import type { Config } from "@/lib/config/config";
import { whyInert } from "@/lib/declarations/inert-trust";
import type { AccessTrait } from "@/lib/declarations/trait";
import { claimMatches } from "./claim-match";
import { type Identity, referencesOf } from "./principal";

/** What one principal is to one service, under one version of its declaration. */
export interface Standing {
  /** Own references; claims that make somebody an owner count as the owners' references. */
  refs: ReadonlySet<string>;
  isOwner: boolean;
  /** Whether `eligible` of the role, or a trust mapping, lets this principal ask for it. */
  mayAskFor(role: string, eligible: readonly string[]): boolean;
  /** Whether this principal may fill a seat that `approvers` names, in a request for `role`. */
  mayDecide(role: string, approvers: readonly string[]): boolean;
  /** Under which of these names they would: their own, else those that ownership or a trust mapping lends them. */
  decidesAs(role: string, approvers: readonly string[]): string[];
}

type TrustIssuers = Pick<Config, "issuers">;

export function standingOf(principal: Identity, trait: AccessTrait, config: TrustIssuers): Standing {
  const refs = new Set(referencesOf(principal));
  const trusted = trustMappings(principal, trait, config);
  const isOwner =
    trait.owners.some((owner) => refs.has(owner)) || trusted.some((mapping) => mapping.grant === "owner");

  const mappedFor = (grant: "approver" | "eligible", role: string) =>
    trusted.some(
      (mapping) => mapping.grant === grant && (mapping.roles === undefined || mapping.roles.includes(role)),
    );
  const own = new Set(refs);
  if (isOwner) for (const owner of trait.owners) refs.add(owner);
  // A mapped approver stands where the owners stand, and nowhere else.
  const decidesAs = (role: string, approvers: readonly string[]) => {
    const named = approvers.filter((ref) => own.has(ref));
    if (named.length > 0 || !(isOwner || mappedFor("approver", role))) return named;
    return approvers.filter((ref) => trait.owners.includes(ref));
  };
  return {
    refs,
    isOwner,
    mayAskFor: (role, eligible) => eligible.some((ref) => refs.has(ref)) || mappedFor("eligible", role),
    mayDecide: (role, approvers) => decidesAs(role, approvers).length > 0,
    decidesAs,
  };
}

/** Whether this principal owns the service or stands where its owners stand: whoever sees all of its requests and grants. */
export function standsFor(principal: Identity, trait: AccessTrait, config: TrustIssuers): boolean {
  const standing = standingOf(principal, trait, config);
  return standing.isOwner || Object.keys(trait.roles).some((role) => standing.mayDecide(role, trait.owners));
}

type IssuerTrust = NonNullable<AccessTrait["trust"]>[string];
type Mapping = IssuerTrust["mappings"][number];

/** Whether a trust mapping lets this principal decide anything here. */
export const isMappedToDecide = (
  principal: Pick<Identity, "issuer" | "claims">,
  trait: AccessTrait,
  config: TrustIssuers,
): boolean => trustMappings(principal, trait, config).some(({ grant }) => grant !== "eligible");

/** The trust mappings that hold for this principal. */
function trustMappings(
  principal: Pick<Identity, "issuer" | "claims">,
  trait: AccessTrait,
  config: TrustIssuers,
): Mapping[] {
  const issuer = config.issuers.find((registered) => registered.issuer === principal.issuer);
  if (!issuer) return [];
  return Object.values(trait.trust ?? {})
    .filter((trust) => trust.issuer === issuer.issuer && whyInert(trust, issuer) === null)
    .flatMap((trust) => trust.mappings)
    .filter((mapping) => mapping.grant !== "owner" || issuer.allowOwnerMappings)
    .filter((mapping) => mapping.match.every((match) => claimMatches(principal.claims, match)));
}
