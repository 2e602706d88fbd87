import type { Transaction } from "@/lib/db/transaction";
import type { Claim } from "./claims";

/**
 * Keeps how each service's declaration stands in its file, for whoever edits it: also of those whose meaning did not change.
 * After `publish`, which makes the services. Writes what moved, in one statement.
 */
export async function keepTexts(
  tx: Transaction,
  sourceName: string,
  claims: readonly Claim[],
): Promise<void> {
  if (claims.length === 0) return;
  const rows = await tx.query<{ ref: string; mark: string }>("texts-known", selectMarks, [sourceName]);
  const marks = new Map(rows.map(({ ref, mark }) => [ref, mark]));
  const moved = claims.filter((claim) => marks.get(claim.service.ref) !== markOf(claim));
  if (moved.length === 0) return;
  await tx.query("texts-upsert", upsertTexts, [JSON.stringify(moved.map(textRow))]);
}

const markOf = ({ file, service }: Claim) => `${service.written.digest} ${file}`;

const textRow = ({ file, service: { ref, written } }: Claim) => ({
  ref,
  file,
  line: written.block?.line ?? null,
  block: written.block?.text ?? null,
  topologies: written.topologies,
  digest: written.digest,
});

const selectMarks = `
select s.ref, t.digest || ' ' || t.file as mark from declaration_text t join service s on s.id = t.service_id
where s.source_name = $1`;

const upsertTexts = `
insert into declaration_text (service_id, file, line, block, topologies, digest)
select s.id, t.file, t.line, t.block, t.topologies, t.digest
from jsonb_to_recordset($1::jsonb) as t(ref text, file text, line int, block text, topologies text[], digest text)
join service s on s.ref = t.ref
on conflict (service_id) do update set file = excluded.file, line = excluded.line, block = excluded.block,
  topologies = excluded.topologies, digest = excluded.digest`;
