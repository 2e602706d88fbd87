export interface DelegationRow {
  id: string;
  principal: { id: string; name: string };
  workload: { id: string; name: string };
  grant_id: string;
  service: string;
  role: string;
  environment: string | null;
  created_at: Date;
  expires_at: Date;
  ended_at: Date | null;
  /** The database's clock, read after any lock was had. */
  now: Date;
}

/** Columns of a DelegationRow from `delegation d` joined by `delegationJoins`. */
export const delegationColumns = `
  d.id, json_build_object('id', p.id, 'name', p.name) as principal, json_build_object('id', w.id, 'name', w.name) as workload,
  d.grant_id, s.ref as service, g.role, g.environment, d.created_at, d.expires_at, d.ended_at, clock_timestamp() as now`;

export const delegationJoins = `join principal p on p.id = d.principal_id join principal w on w.id = d.workload_id
  join access_grant g on g.id = d.grant_id join service s on s.id = g.service_id`;
