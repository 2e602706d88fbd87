import { type Assessment, assessApproval } from "@/lib/approvals/assess";
import type { Config } from "@/lib/config/config";
import type { Queryable } from "@/lib/db/pool";
import { type RoleRules, rulesFor } from "@/lib/declarations/rules";
import { getTraits } from "@/lib/declarations/stored";
import type { AccessTrait } from "@/lib/declarations/trait";
import type { RequestRow } from "./row";

/** A request with the two versions of its rules and the state of its approval. */
export interface RequestFacts {
  row: RequestRow;
  pinned: AccessTrait;
  current: AccessTrait;
  pinnedRules: RoleRules;
  /** Null when the service was withdrawn or its declaration no longer offers the role here. */
  currentRules: RoleRules | null;
  assessment: Assessment;
}

export async function loadFacts(
  db: Queryable,
  rows: readonly RequestRow[],
  config: Config,
): Promise<RequestFacts[]> {
  const traits = await getTraits(
    db,
    rows.flatMap((row) => [row.declaration_id, row.current_declaration_id]),
  );
  return rows.map((row) => {
    const pinned = traits.get(row.declaration_id);
    const current = traits.get(row.current_declaration_id);
    if (!pinned || !current) throw new Error(`request ${row.id} names a declaration that is not stored`);
    const pinnedRules = rulesFor(pinned, row.role, row.environment, config.limits);
    const currentRules =
      row.service.status === "active" && offers(current, row)
        ? rulesFor(current, row.role, row.environment, config.limits)
        : null;
    const assessment = assessApproval(
      {
        role: row.role,
        requester: row.requester,
        askedBy: row.asked_by,
        pinned,
        current,
        pinnedApproval: pinnedRules.approval,
        currentApproval: currentRules?.approval ?? null,
        decisions: row.decisions,
        createdAt: row.created_at,
        now: row.now,
      },
      config,
    );
    return { row, pinned, current, pinnedRules, currentRules, assessment };
  });
}

/** Whether a declaration still has this role in this environment. */
export function offers(trait: AccessTrait, place: { role: string; environment: string | null }): boolean {
  const role = Object.hasOwn(trait.roles, place.role) ? trait.roles[place.role] : undefined;
  if (!role) return false;
  const environments = role.environments ?? Object.keys(trait.environments ?? {});
  return place.environment === null ? environments.length === 0 : environments.includes(place.environment);
}
