import type { Context } from "@/lib/context/context";
import { AppError } from "@/lib/errors/app-error";
import { platformRolesOf } from "./platform-role";
import type { Principal } from "./principal";

/** Whether a person who runs the platform asks; auditors and Daypass itself are none. */
export const isAdmin = ({ actor, runtime }: Context): boolean =>
  actor.kind !== "system" && platformRolesOf(actor.principal, runtime.config).includes("admin");

/** The person who runs the platform and wants to do this; anybody else, auditors and Daypass itself too, gets `forbidden`. */
export function requireAdmin(ctx: Context, what: string): Principal {
  const { actor } = ctx;
  if (actor.kind === "system" || !isAdmin(ctx))
    throw new AppError("forbidden", `Only a platform admin may ${what}.`);
  return actor.principal;
}
