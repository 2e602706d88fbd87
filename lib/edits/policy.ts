import type { Context } from "@/lib/context/context";
import type { AccessTrait } from "@/lib/declarations/trait";
import { platformRolesOf } from "@/lib/principals/platform-role";
import { standingOf } from "@/lib/principals/standing";

/** Whether somebody may see how a declaration stands in its file, and try out what a change would do to people. */
export function mayEdit({ actor, runtime: { config } }: Context, inForce: AccessTrait): boolean {
  if (actor.kind === "system") return false;
  const { principal } = actor;
  return (
    standingOf(principal, inForce, config).isOwner || platformRolesOf(principal, config).includes("admin")
  );
}
