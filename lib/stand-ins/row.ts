export interface StandInRow {
  id: string;
  absent: { id: string; name: string };
  stand_in: { id: string; name: string };
  starts_at: Date;
  ends_at: Date;
  reason: string | null;
  created_at: Date;
  ended_at: Date | null;
  ended_by: { id: string; name: string } | null;
  /** The database's clock, read after any lock was had. */
  now: Date;
}

const personJson = (alias: string) => `json_build_object('id', ${alias}.id, 'name', ${alias}.name)`;

/** Columns of a StandInRow from `stand_in si` joined by `standInJoins`. */
export const standInColumns = `
  si.id, ${personJson("away")} as absent, ${personJson("stand")} as stand_in, si.starts_at, si.ends_at, si.reason, si.created_at, si.ended_at,
  (select ${personJson("e")} from principal e where e.id = si.ended_by_id) as ended_by, clock_timestamp() as now`;

export const standInJoins =
  "join principal away on away.id = si.principal_id join principal stand on stand.id = si.stand_in_id";
