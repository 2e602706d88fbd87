import { unsafeApprovals } from "./approval-checks";
import { contradictingDurations } from "./duration-rules";
import type { TraitProblem } from "./problem";
import { environmentsOf } from "./rules";
import type { AccessTrait } from "./trait";
import { unknownNames } from "./unknown-names";

/** What the platform knows about issuers when it reads a file. A file never makes one. */
export interface KnownIssuer {
  issuer: string;
  allowOwnerMappings: boolean;
}

export interface TraitSurroundings {
  /** Names of the topology policies of the same Application. */
  topologies: readonly string[];
  /** Issuers of daypass.yaml; undefined where no platform is at hand. */
  issuers?: readonly KnownIssuer[];
}

/** Every rule about a trait that its schema cannot say. */
export function checkTraitRules(trait: AccessTrait, around: TraitSurroundings): TraitProblem[] {
  const unknown = unknownNames(trait, around.topologies);
  return [
    ...unknown,
    ...contradictingDurations(trait),
    ...selfConflicts(trait),
    ...(unknown.length === 0 ? unsafeApprovals(trait) : []),
    ...unusedEnvironments(trait),
    ...(around.issuers ? inertTrust(trait, around.issuers) : []),
  ];
}

function selfConflicts(trait: AccessTrait): TraitProblem[] {
  return Object.entries(trait.roles).flatMap(([name, role]) => {
    const index = role.conflictsWith?.indexOf(name) ?? -1;
    if (index < 0) return [];
    return [
      {
        severity: "error",
        rule: "self-conflict",
        path: ["roles", name, "conflictsWith", index],
        message: `Role ${name} conflicts with itself.`,
      },
    ];
  });
}

/** An environment that every role leaves out is probably a mistake, though a harmless one. */
function unusedEnvironments(trait: AccessTrait): TraitProblem[] {
  const usable = new Set(Object.keys(trait.roles).flatMap((role) => environmentsOf(trait, role)));
  return Object.keys(trait.environments ?? {})
    .filter((place) => !usable.has(place))
    .map((place) => ({
      severity: "warning",
      rule: "unused-environment",
      path: ["environments", place],
      message: `No role can be asked for in environment ${place}.`,
    }));
}

/** What a trust entry asks for beyond what the platform registered has no effect, and the author should know. */
function inertTrust(trait: AccessTrait, issuers: readonly KnownIssuer[]): TraitProblem[] {
  return Object.entries(trait.trust ?? {}).flatMap(([name, trust]): TraitProblem[] => {
    const registered = issuers.find((known) => known.issuer === trust.issuer);
    if (!registered) {
      return [
        {
          severity: "warning",
          rule: "inert-trust",
          path: ["trust", name, "issuer"],
          message: "This issuer is not registered with the platform, so the entry has no effect.",
          hint: "The issuer must be equal, letter by letter, to one in daypass.yaml. Ask a platform administrator.",
        },
      ];
    }
    if (registered.allowOwnerMappings) return [];
    return trust.mappings.flatMap((mapping, index) =>
      mapping.grant === "owner"
        ? [
            {
              severity: "warning" as const,
              rule: "inert-trust",
              path: ["trust", name, "mappings", index, "grant"],
              message:
                "The platform does not let claims of this issuer make owners, so this mapping has no effect.",
              hint: "Name the owners' group under owners.",
            },
          ]
        : [],
    );
  });
}
