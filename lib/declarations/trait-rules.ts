import { unsafeApprovals } from "./approval-checks";
import { contradictingDurations } from "./duration-rules";
import { inertTrust, type KnownIssuer } from "./inert-trust";
import type { TraitProblem } from "./problem";
import { environmentsOf } from "./rules";
import type { AccessTrait } from "./trait";
import { oversize } from "./trait-size";
import { unknownNames } from "./unknown-names";

export interface TraitSurroundings {
  /** Names of the topology policies of the same Application. */
  topologies: readonly string[];
  /** Issuers of daypass.yaml; undefined where no platform is at hand. */
  issuers?: readonly KnownIssuer[];
}

/** Every rule about a trait that its schema cannot say. */
export function checkTraitRules(trait: AccessTrait, around: TraitSurroundings): TraitProblem[] {
  const large = oversize(trait);
  if (large.length > 0) return large;
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
