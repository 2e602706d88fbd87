import type { Context } from "@/lib/context/context";
import { AppError } from "@/lib/errors/app-error";
import { platformRolesOf } from "@/lib/principals/platform-role";
import type { Principal } from "@/lib/principals/principal";

/** The person who runs the platform and wants to do this; anybody else, auditors and Daypass itself too, gets `forbidden`. */
export function requireAdmin({ actor, runtime }: Context, what: string): Principal {
  if (actor.kind === "system" || !platformRolesOf(actor.principal, runtime.config).includes("admin"))
    throw new AppError("forbidden", `Only a platform admin may ${what}.`);
  return actor.principal;
}
