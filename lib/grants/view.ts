import type { Context } from "@/lib/context/context";
import { abilitiesOf, type GrantAction, type GrantFacts } from "./policy";
import type { GrantRow } from "./row";
import { statusAt } from "./transitions";

/** The one shape in which a grant reaches a page or the wire. */
export interface GrantView {
  id: string;
  requestId: string;
  status: GrantRow["status"];
  principal: { id: string; name: string; kind: "user" | "workload" };
  service: { id: string; ref: string; title: string };
  role: string;
  environment: string | null;
  scopes: string[];
  startsAt: string;
  endsAt: string;
  revokedAt: string | null;
  /** Null, with `revokedAt` set, when Daypass itself ended it. */
  revokedBy: { id: string; name: string } | null;
  revokeReason: string | null;
  abilities: GrantAction[];
}

export function grantView(ctx: Context, facts: GrantFacts): GrantView {
  const { row } = facts;
  return {
    id: row.id,
    requestId: row.request_id,
    status: statusAt(row, row.now),
    principal: { id: row.principal.id, name: row.principal.name, kind: row.principal.kind },
    service: { id: row.service.id, ref: row.service.ref, title: row.service.title },
    role: row.role,
    environment: row.environment,
    scopes: row.scopes,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    revokedAt: row.revoked_at?.toISOString() ?? null,
    revokedBy: row.revoked_by,
    revokeReason: row.revoke_reason,
    abilities: abilitiesOf(ctx, facts),
  };
}
