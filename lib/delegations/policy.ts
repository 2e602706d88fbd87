import type { Config } from "@/lib/config/config";
import { type Identity, referencesOf } from "@/lib/principals/principal";

/** Why this workload may not act for anybody here; null: the platform lets it. */
export function objectionToActor(workload: Identity, { actors }: Pick<Config, "actors">): string | null {
  if (workload.kind !== "workload") return `${workload.name} is a person: only workloads act for people.`;
  if (workload.deactivatedAt) return `${workload.name} was deactivated here.`;
  if (!referencesOf(workload).some((reference) => actors.includes(reference)))
    return `daypass.yaml does not name ${workload.name} among the actors, who may act for people.`;
  return null;
}
