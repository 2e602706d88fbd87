import { nearest } from "./nearest";
import type { TraitProblem } from "./problem";
import type { AccessTrait } from "./trait";

/** Every name that a trait mentions must exist: an unknown name is an error, never "no rule". */
export function unknownNames(trait: AccessTrait, topologies: readonly string[]): TraitProblem[] {
  const known = {
    "approval policy": Object.keys(trait.approvalPolicies ?? {}),
    environment: Object.keys(trait.environments ?? {}),
    role: Object.keys(trait.roles),
    "topology policy": topologies,
  };
  return mentions(trait).flatMap(({ what, name, path }) => {
    if (known[what].includes(name)) return [];
    const meant = nearest(name, known[what]);
    const hint = meant ? `Did you mean ${meant}?` : wayOut(what, known[what]);
    return [
      {
        severity: "error" as const,
        rule: "unknown-name",
        path,
        message: `There is no ${what} called ${name}.`,
        hint,
      },
    ];
  });
}

type Kind = "approval policy" | "environment" | "role" | "topology policy";

interface Mention {
  what: Kind;
  name: string;
  path: (string | number)[];
}

function mentions(trait: AccessTrait): Mention[] {
  const found: Mention[] = [];
  const add = (what: Kind, name: string | undefined, path: (string | number)[]) => {
    if (name !== undefined) found.push({ what, name, path });
  };
  add("approval policy", trait.defaults?.approval, ["defaults", "approval"]);
  for (const [roleName, role] of Object.entries(trait.roles)) {
    const path = ["roles", roleName];
    add("approval policy", role.approval, [...path, "approval"]);
    role.environments?.forEach((name, index) => {
      add("environment", name, [...path, "environments", index]);
    });
    role.conflictsWith?.forEach((name, index) => {
      add("role", name, [...path, "conflictsWith", index]);
    });
  }
  for (const [placeName, place] of Object.entries(trait.environments ?? {})) {
    add("approval policy", place.approval, ["environments", placeName, "approval"]);
    add("topology policy", place.topology, ["environments", placeName, "topology"]);
  }
  for (const [trustName, trust] of Object.entries(trait.trust ?? {})) {
    trust.mappings.forEach((mapping, at) => {
      mapping.roles?.forEach((name, index) => {
        add("role", name, ["trust", trustName, "mappings", at, "roles", index]);
      });
    });
  }
  return found;
}

function wayOut(what: Kind, known: readonly string[]): string {
  if (known.length > 0) return `Declared here: ${known.slice(0, 10).join(", ")}.`;
  if (what === "topology policy") return "This Application has no topology policy in spec.policies.";
  return what === "approval policy" ? "Declare it under approvalPolicies." : `Declare it under ${what}s.`;
}
