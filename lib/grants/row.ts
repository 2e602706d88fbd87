import type { Principal } from "@/lib/principals/principal";
import { principalJson } from "@/lib/principals/queries";

/** A grant with what showing it and deciding about it takes. */
export interface GrantRow {
  id: string;
  request_id: string;
  role: string;
  environment: string | null;
  scopes: string[];
  status: "scheduled" | "active" | "expired" | "revoked";
  starts_at: Date;
  ends_at: Date;
  revoked_at: Date | null;
  revoke_reason: string | null;
  revoked_by: { id: string; name: string } | null;
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

/** Columns of a GrantRow from `access_grant g` joined to `service s` and `principal p`. */
export const grantColumns = `
  g.id, g.request_id, g.role, g.environment, g.scopes, g.status, g.starts_at, g.ends_at, g.revoked_at, g.revoke_reason,
  (select json_build_object('id', v.id, 'name', v.name) from principal v where v.id = g.revoked_by_id) as revoked_by,
  json_build_object('id', s.id, 'ref', s.ref, 'title', s.title, 'status', s.status,
    'keepsGrants', s.keeps_grants, 'owners', s.owners) as service,
  s.declaration_id as current_declaration_id, ${principalJson("p")} as principal, clock_timestamp() as now`;

export const grantJoins = "join service s on s.id = g.service_id join principal p on p.id = g.principal_id";
