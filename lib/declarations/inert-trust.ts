import type { Config } from "@/lib/config/config";
import type { TraitProblem } from "./problem";
import type { AccessTrait } from "./trait";

type IssuerTrust = NonNullable<AccessTrait["trust"]>[string];

/** What the platform knows about issuers when it reads a file. A file never makes one. */
export interface KnownIssuer {
  issuer: string;
  allowOwnerMappings: boolean;
  /** Which `aud` its tokens may have. */
  audiences: readonly string[];
}

/** Their names only: whatever reads strangers' files is given no secret. */
export const knownIssuersOf = ({ issuers }: Pick<Config, "issuers">): KnownIssuer[] =>
  issuers.map(({ issuer, allowOwnerMappings, audiences }) => ({ issuer, allowOwnerMappings, audiences }));

/**
 * Why a trust entry for this issuer has no effect, and which field says so; null when it has one. Whoever asks for more than
 * the platform checks when somebody signs in trusts nobody.
 */
export function whyInert(
  trust: IssuerTrust,
  issuer: KnownIssuer | undefined,
): Pick<TraitProblem, "message" | "hint" | "path"> | null {
  if (!issuer)
    return {
      path: ["issuer"],
      message: "This issuer is not registered with the platform, so the entry has no effect.",
      hint: "The issuer must be equal, letter by letter, to one in daypass.yaml. Ask a platform administrator.",
    };
  const accepted = trust.audiences;
  const others = issuer.audiences.filter((audience) => accepted && !accepted.includes(audience));
  if (others.length > 0)
    return {
      path: ["audiences"],
      message: `The platform also takes tokens of this issuer for ${others.join(", ")}, so the entry has no effect.`,
      hint: "Name every audience that the platform takes, or leave the field out.",
    };
  if (trust.subjectClaim !== undefined && trust.subjectClaim !== "sub")
    return {
      path: ["subjectClaim"],
      message: "The platform knows people of this issuer by sub, so the entry has no effect.",
      hint: "Leave the field out.",
    };
  return null;
}

/** Everything about the trust entries of a trait that has no effect on this platform: their author should know. */
export function inertTrust(trait: AccessTrait, issuers: readonly KnownIssuer[]): TraitProblem[] {
  const warning = (problem: Pick<TraitProblem, "message" | "hint" | "path">): TraitProblem => ({
    severity: "warning",
    rule: "inert-trust",
    ...problem,
  });
  return Object.entries(trait.trust ?? {}).flatMap(([name, trust]) => {
    const issuer = issuers.find((known) => known.issuer === trust.issuer);
    const inert = whyInert(trust, issuer);
    if (inert) return [warning({ ...inert, path: ["trust", name, ...inert.path] })];
    if (issuer?.allowOwnerMappings) return [];
    return trust.mappings.flatMap(({ grant }, index) =>
      grant === "owner"
        ? [
            warning({
              path: ["trust", name, "mappings", index, "grant"],
              message:
                "The platform does not let claims of this issuer make owners, so this mapping has no effect.",
              hint: "Name the owners' group under owners.",
            }),
          ]
        : [],
    );
  });
}
