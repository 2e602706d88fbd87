import type { DeclarationChange } from "@/lib/declarations/changes/change";
import type { Principal } from "@/lib/principals/principal";
import { principalJson } from "@/lib/principals/queries";
import type { proposalStatuses } from "./schema";

/** A version of a declaration as a proposal names it. */
export interface ProposedVersion {
  id: string;
  version: number;
  digest: string;
  file: string;
  line: number;
}

/** A proposal with everything that deciding and showing it takes. */
export interface ProposalRow {
  id: string;
  status: (typeof proposalStatuses)[number];
  service: {
    id: string;
    ref: string;
    component: string;
    title: string;
    status: "active" | "withdrawn";
    sourceName: string;
    declarationId: string;
    declaredId: string;
  };
  before: ProposedVersion;
  after: ProposedVersion;
  waits: DeclarationChange[];
  acted: DeclarationChange[];
  owners: string[];
  proposed_by: Principal | null;
  created_at: Date;
  pending_until: Date;
  closed_at: Date | null;
  decided_by: Principal | null;
  comment: string | null;
  /** Whether anybody who could say yes has ever been here. */
  has_known_owner: boolean;
  /** The database's clock, read after any lock was had. */
  now: Date;
}

const versionJson = (alias: string) =>
  `json_build_object('id', ${alias}.id, 'version', ${alias}.version, 'digest', ${alias}.digest, 'file', ${alias}.file, 'line', ${alias}.line)`;

const personJson = (column: string) =>
  `(select ${principalJson("p")} from principal p where p.id = ${column})`;

/** Columns of a ProposalRow from `declaration_proposal c` joined to `service s` and its two versions. */
export const proposalColumns = `
  c.id, c.status, c.waits, c.acted, c.owners, c.created_at, c.pending_until, c.closed_at, c.comment,
  json_build_object('id', s.id, 'ref', s.ref, 'component', s.component, 'title', s.title, 'status', s.status, 'sourceName', s.source_name,
    'declarationId', s.declaration_id, 'declaredId', s.declared_id) as service,
  ${versionJson("b")} as before, ${versionJson("a")} as after,
  ${personJson("c.proposed_by_id")} as proposed_by, ${personJson("c.decided_by_id")} as decided_by, clock_timestamp() as now,
  exists (select 1 from principal p where (p.groups && s.owners or p.ref = any(s.owners)) and p.deactivated_at is null
    and p.id is distinct from c.proposed_by_id) as has_known_owner`;

export const proposalJoins =
  "join service s on s.id = c.service_id join declaration b on b.id = c.before_id join declaration a on a.id = c.after_id";
