import type { Principal } from "@/lib/principals/principal";
import { principalJson } from "@/lib/principals/queries";

/** A grant with what showing it and deciding about it takes. */
export interface GrantRow {
  id: string;
  request_id: string;
  role: string;
  environment: string | null;
  scopes: string[];
  /** Taken in an emergency. */
  break_glass: boolean;
  status: "scheduled" | "active" | "expired" | "revoked";
  starts_at: Date;
  ends_at: Date;
  revoked_at: Date | null;
  revoke_reason: string | null;
  revoked_by: { id: string; name: string } | null;
  /** What its end was moved by, oldest first. */
  extensions: { requestId: string; from: string; to: string; at: string }[];
  /** What the service said about its use; null: nothing yet. */
  use: { firstAt: string; lastAt: string; count: number } | null;
  /** The holder's pending request for the same role in the same place, which may be one to extend it. */
  waiting_request_id: string | null;
  service: {
    id: string;
    ref: string;
    title: string;
    status: "active" | "withdrawn";
    /** Whether its grants go on while it is withdrawn. */
    keepsGrants: boolean;
    owners: string[];
  };
  current_declaration_id: string;
  principal: Principal;
  now: Date;
}

/** What deciding about the use of a grant takes: who holds it, for what, and where. */
export type HeldGrant = Pick<
  GrantRow,
  "id" | "request_id" | "role" | "environment" | "scopes" | "service" | "current_declaration_id" | "principal"
>;

const serviceColumn = `json_build_object('id', s.id, 'ref', s.ref, 'title', s.title, 'status', s.status,
    'keepsGrants', s.keeps_grants, 'owners', s.owners) as service`;

/** Columns of a HeldGrant, which cost a fraction of the whole row, from the same tables. */
export const heldColumns = `g.id, g.request_id, g.role, g.environment, g.scopes, ${serviceColumn},
  s.declaration_id as current_declaration_id, ${principalJson("p")} as principal`;

/** Columns of a GrantRow from `access_grant g` joined to `service s` and `principal p`. */
export const grantColumns = `
  (select r.break_glass from access_request r where r.id = g.request_id) as break_glass,
  g.id, g.request_id, g.role, g.environment, g.scopes, g.status, g.starts_at, g.ends_at, g.revoked_at, g.revoke_reason,
  (select json_build_object('id', v.id, 'name', v.name) from principal v where v.id = g.revoked_by_id) as revoked_by,
  (select coalesce(json_agg(json_build_object('requestId', e.request_id, 'from', e.from_at, 'to', e.to_at, 'at', e.at) order by e.at), '[]'::json)
    from grant_extension e where e.grant_id = g.id) as extensions,
  (select json_build_object('firstAt', u.first_used_at, 'lastAt', u.last_used_at, 'count', u.uses) from grant_use u where u.grant_id = g.id) as use,
  (select w.id from access_request w where w.requester_id = g.principal_id and w.service_id = g.service_id and w.role = g.role
    and coalesce(w.environment, '') = coalesce(g.environment, '') and w.status = 'pending' and w.pending_until > statement_timestamp()) as waiting_request_id,
  ${serviceColumn},
  s.declaration_id as current_declaration_id, ${principalJson("p")} as principal, clock_timestamp() as now`;

export const grantJoins = "join service s on s.id = g.service_id join principal p on p.id = g.principal_id";
