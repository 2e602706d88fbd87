import type { Config } from "@/lib/config/config";
import { type Identity, referencesOf } from "./principal";

export type PlatformRole = "admin" | "auditor";

/** The platform roles that daypass.yaml gives this principal. They never include a right to any service. */
export function platformRolesOf(
  principal: Identity,
  config: Pick<Config, "admins" | "auditors">,
): PlatformRole[] {
  const own = new Set(referencesOf(principal));
  const roles: PlatformRole[] = [];
  if (config.admins.some((ref) => own.has(ref))) roles.push("admin");
  if (config.auditors.some((ref) => own.has(ref))) roles.push("auditor");
  return roles;
}
