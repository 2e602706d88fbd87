import { batchesOf } from "@/lib/db/batches";
import { idAt } from "@/lib/db/ids";
import type { Transaction } from "@/lib/db/transaction";
import type { ServiceDeclaration } from "@/lib/declarations/report";
import { audiencesOf } from "@/lib/services/audiences";
import { putInForce } from "@/lib/services/put-in-force";
import type { Chance } from "./chance";
import type { Employee } from "./people";
import type { StoredService } from "./places";

/** A declared service with the file that declares it. */
export interface Declared {
  service: ServiceDeclaration;
  file: string;
}

/** Writes the people, and gives those whom Daypass knew already the ids that they have here. */
export async function keepPeople(tx: Transaction, people: readonly Employee[], now: Date): Promise<void> {
  const ids = new Map<string, string>();
  for (const batch of batchesOf(people)) {
    const rows = batch.map(({ principal, joinedAt }) => ({
      ...principal,
      created_at: joinedAt,
      last_seen_at: now,
    }));
    const known = await tx.query<{ id: string; subject: string }>("made-up-people", insertPeople, [
      JSON.stringify(rows),
    ]);
    for (const { id, subject } of known) ids.set(subject, id);
  }
  for (const { principal } of people) principal.id = ids.get(principal.subject) ?? principal.id;
}

const insertPeople = `
with given as (
  select * from jsonb_to_recordset($1::jsonb) as person(id text, kind principal_kind, issuer text, subject text, name text,
    email text, ref text, groups text[], claims jsonb, created_at timestamptz, last_seen_at timestamptz)),
written as (
  insert into principal (id, kind, issuer, subject, name, email, ref, groups, claims, created_at, last_seen_at)
  select id, kind, issuer, subject, name, email, ref, groups, claims, created_at, last_seen_at from given
  on conflict (issuer, subject) do nothing returning id, subject)
select id, subject from written
union all
select p.id, p.subject from given join principal p using (issuer, subject)`;

/** Writes the services as if their source had been read at `at` for the first time. */
export async function keepServices(
  tx: Transaction,
  chance: Chance,
  source: { name: string; location: string },
  declared: readonly Declared[],
  at: Date,
): Promise<StoredService[]> {
  const rows = declared.map(({ service, file }) => ({
    ...service,
    written: undefined,
    id: idAt("svc", at.getTime(), chance.bytes(10)),
    declaration_id: idAt("dcl", at.getTime(), chance.bytes(10)),
    source_name: source.name,
    file,
    created_at: at,
  }));
  await tx.query("made-up-source", insertSource, [source.name, source.location]);
  await tx.query("made-up-services", insertServices, [JSON.stringify(rows)]);
  await tx.query("made-up-declarations", insertDeclarations, [JSON.stringify(rows)]);
  await putInForce(
    tx,
    rows.map((row) => ({
      serviceId: row.id,
      component: row.component,
      declarationId: row.declaration_id,
      declaredId: row.declaration_id,
      trait: row.trait,
      audiences: audiencesOf(row),
    })),
  );
  return rows.map(({ id, ref, declaration_id: declarationId, trait }) => ({ id, ref, declarationId, trait }));
}

const insertSource =
  "insert into source (name, kind, location) values ($1, 'folder', $2) on conflict do nothing";

const insertServices = `
insert into service (id, ref, namespace, application, component, title, owners, source_name, created_at)
select id, ref, namespace, application, component, component, '{}', source_name, created_at
from json_to_recordset($1::json) as row(id text, ref text, namespace text, application text, component text, source_name text,
  created_at timestamptz)`;

const insertDeclarations = `
insert into declaration (id, service_id, version, digest, trait, file, line, created_at)
select declaration_id, id, 1, digest, trait, file, line, created_at
from json_to_recordset($1::json) as row(id text, declaration_id text, digest text, trait json, file text, line int,
  created_at timestamptz)`;
