import type { Config } from "@/lib/config/config";
import { environmentsOf, type RoleRules, rulesFor } from "@/lib/declarations/rules";
import type { AccessTrait } from "@/lib/declarations/trait";

/** A role in an environment. */
export interface Place {
  role: string;
  environment: string | null;
  rules: RoleRules;
}

/** By role and environment. */
export type Places = ReadonlyMap<string, Place>;

/** Everything that may be asked for under a declaration; nothing under none. */
export function placesOf(trait: AccessTrait | null, { limits }: Pick<Config, "limits">): Places {
  const places = Object.keys(trait?.roles ?? {}).flatMap((role) => {
    if (!trait) return [];
    const environments = environmentsOf(trait, role);
    return (environments.length === 0 ? [null] : environments).map((environment) => ({
      role,
      environment,
      rules: rulesFor(trait, role, environment, limits),
    }));
  });
  return new Map(places.map((place) => [`${place.role}\n${place.environment ?? ""}`, place]));
}
