import type { Context } from "@/lib/context/context";
import type { AccessTrait } from "@/lib/declarations/trait";
import { platformRolesOf } from "@/lib/principals/platform-role";
import { standsFor } from "@/lib/principals/standing";

/** Whether somebody sees every refusal of a service: whoever sees all of its requests and access. Everybody else sees their own. */
export function seesRefusals({ actor, runtime: { config } }: Context, inForce: AccessTrait): boolean {
  if (actor.kind === "system") return true;
  const { principal } = actor;
  return platformRolesOf(principal, config).length > 0 || standsFor(principal, inForce, config);
}
