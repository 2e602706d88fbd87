import type { Config } from "@/lib/config/config";
import type { Context } from "@/lib/context/context";
import { isAdmin } from "@/lib/principals/admin";
import { type Identity, referencesOf } from "@/lib/principals/principal";
import type { DelegationRow } from "./row";

/** Why this workload may not act for anybody here; null: the platform lets it. */
export function objectionToActor(workload: Identity, { actors }: Pick<Config, "actors">): string | null {
  if (workload.kind !== "workload") return `${workload.name} is a person: only workloads act for people.`;
  if (workload.deactivatedAt) return `${workload.name} was deactivated here.`;
  if (!referencesOf(workload).some((reference) => actors.includes(reference)))
    return `daypass.yaml does not name ${workload.name} among the actors, who may act for people.`;
  return null;
}

/** Who takes it back: the person, the workload that gives it back, and platform admins. Nobody else sees it. */
export function mayEnd(ctx: Context, { principal, workload }: DelegationRow): boolean {
  if (ctx.actor.kind === "system") return true;
  const { id } = ctx.actor.principal;
  return id === principal.id || id === workload.id || isAdmin(ctx);
}

export const isOver = ({ ended_at, expires_at, now }: DelegationRow): boolean =>
  ended_at !== null || expires_at <= now;
