import { type Queryable, statement } from "@/lib/db/pool";
import type { AccessTrait } from "@/lib/declarations/trait";

/** A service with what its source says of it last, and how that stands in its file. */
export interface EditRow {
  ref: string;
  title: string;
  namespace: string;
  application: string;
  component: string;
  status: "active" | "withdrawn";
  source_name: string;
  source_kind: string;
  /** The version in force. */
  declaration_id: string;
  declared_id: string;
  version: number;
  digest: string;
  trait: AccessTrait;
  /** Null until the source was read by a Daypass that keeps texts. */
  topologies: string[] | null;
  file: string;
  line: number | null;
  block: string | null;
}

export async function findEditRow(db: Queryable, ref: string): Promise<EditRow | undefined> {
  // PostgreSQL has no text with a NUL in it.
  if (ref.includes("\0")) return undefined;
  const { rows } = await db.query<EditRow>(statement("edit-get", selectRow, [ref]));
  return rows[0];
}

const selectRow = `
select s.ref, s.title, s.namespace, s.application, s.component, s.status, s.source_name, source.kind as source_kind,
  s.declaration_id, d.id as declared_id, d.version, d.digest, d.trait, t.topologies, coalesce(t.file, d.file) as file, t.line, t.block
from service s join source on source.name = s.source_name join declaration d on d.id = s.declared_id
left join declaration_text t on t.service_id = s.id
where s.ref = $1`;
