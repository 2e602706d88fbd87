/** A service as statements read it. */
export interface ServiceRow {
  id: string;
  ref: string;
  title: string;
  description: string | null;
  system: string | null;
  lifecycle: string | null;
  owners: string[];
  status: "active" | "withdrawn";
  declaration_id: string;
  is_favourite: boolean;
}

export interface ServiceDetailRow extends ServiceRow {
  source_name: string;
  source_kind: string;
  stale_since: Date | null;
  version: number;
  digest: string;
  file: string;
  line: number;
  published_at: Date;
  is_declared: boolean;
}

/** `viewer` is the placeholder of a principal's id. */
export const serviceColumns = (viewer: string) =>
  `s.id, s.ref, s.title, s.description, s.system, s.lifecycle, s.owners, s.status, s.declaration_id,
  ${isFavourite(viewer)} as is_favourite`;

export const isFavourite = (viewer: string) =>
  `exists (select 1 from favourite f where f.service_id = s.id and f.principal_id = ${viewer})`;

export const detailColumns = (
  viewer: string,
) => `${serviceColumns(viewer)}, s.source_name, source.kind as source_kind, source.stale_since,
  d.version, d.digest, d.file, d.line, d.created_at as published_at,
  s.declared_id is not distinct from s.declaration_id as is_declared`;

export const detailJoins =
  "join source on source.name = s.source_name join declaration d on d.id = s.declaration_id";
