import type { AccessTrait } from "@/lib/declarations/trait";

/** What a search should find a service by, beside its reference and title. */
export function keywordsOf(trait: AccessTrait): string {
  const roles = Object.entries(trait.roles).flatMap(([name, role]) => [name, role.title ?? ""]);
  const owners = trait.owners.map((owner) => owner.slice(owner.lastIndexOf("/") + 1));
  return [...new Set([...roles, ...owners])].join(" ").slice(0, 4000);
}

/** Everybody whom any role of the service is for, by reference. */
export function eligibleOf(trait: AccessTrait): string[] {
  const roles = Object.values(trait.roles).flatMap((role) => role.eligible ?? []);
  return [...new Set([...(trait.defaults?.eligible ?? []), ...roles])];
}

// A notification of PostgreSQL holds 8,000 bytes.
const longestAudience = 6_000;

/** Who is told at once that a service changed: those who own it and those who may ask. Others see it when they look. */
export function audienceOfChange(trait: AccessTrait): string[] {
  const everybody = new Set([...trait.owners, ...eligibleOf(trait)]);
  const told: string[] = [];
  let length = 0;
  for (const ref of everybody) {
    length += ref.length + 3;
    if (length > longestAudience) break;
    told.push(ref);
  }
  return told;
}
