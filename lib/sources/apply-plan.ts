import type { Change } from "@/lib/audit/append";
import type { AuditInput } from "@/lib/audit/event";
import { newId } from "@/lib/db/ids";
import type { Transaction } from "@/lib/db/transaction";
import type { Claim, KnownService } from "./claims";
import { audienceOfChange, eligibleOf, keywordsOf } from "./service-words";

export interface Applied {
  events: AuditInput[];
  changes: Change[];
}

/** Writes the services and declaration versions of a plan, whatever their number in four statements. */
export async function publish(
  tx: Transaction,
  sourceName: string,
  publications: readonly Claim[],
): Promise<Applied> {
  if (publications.length === 0) return { events: [], changes: [] };
  const rows = publications.map(({ service, digest, audiences, file, known }) => ({
    id: known?.id ?? newId("svc"),
    ref: service.ref,
    namespace: service.namespace,
    application: service.application,
    component: service.component,
    title: service.trait.title ?? service.component,
    description: service.trait.description ?? null,
    system: service.trait.system ?? null,
    lifecycle: service.trait.lifecycle ?? null,
    owners: service.trait.owners,
    eligible: eligibleOf(service.trait),
    audiences,
    keywords: keywordsOf(service.trait),
    source_name: sourceName,
    declaration_id: newId("dcl"),
    is_new_version: known?.digest !== digest,
    digest,
    trait: service.trait,
    file,
    line: service.line,
  }));
  const json = JSON.stringify(rows);
  await tx.query("service-upsert", upsertServices, [json]);
  const versions = await tx.query<{ ref: string; version: number }>(
    "declaration-insert",
    insertDeclarations,
    [json],
  );
  await tx.query("service-declaration", pointToDeclarations, [json]);
  const versionOf = new Map(versions.map((row) => [row.ref, row.version]));
  const idOf = new Map(rows.map((row) => [row.ref, row.id]));
  return {
    events: publications.flatMap((publication) =>
      eventsOf(publication, sourceName, versionOf.get(publication.service.ref)),
    ),
    changes: publications.map(({ service }) => ({
      noun: "service",
      id: idOf.get(service.ref) ?? "",
      audience: audienceOfChange(service.trait),
    })),
  };
}

function eventsOf(
  { service, known, digest, file }: Claim,
  sourceName: string,
  version: number | undefined,
): AuditInput[] {
  const events: AuditInput[] = [];
  if (known?.status === "withdrawn")
    events.push({ action: "service.restored", service: service.ref, detail: { source: sourceName, file } });
  if (version !== undefined) {
    const detail = {
      source: sourceName,
      file,
      line: service.line,
      version,
      digest,
      replaces: known?.digest ?? null,
    };
    events.push({ action: "declaration.published", service: service.ref, detail });
  }
  return events;
}

/** Nothing new can be asked for at a withdrawn service. It is kept, with its history. */
export async function withdraw(
  tx: Transaction,
  sourceName: string,
  services: readonly KnownService[],
  reason: string,
): Promise<Applied> {
  if (services.length === 0) return { events: [], changes: [] };
  const ids = services.map((service) => service.id);
  await tx.query(
    "service-withdraw",
    "update service set status = 'withdrawn', updated_at = now() where id = any($1::text[])",
    [ids],
  );
  return {
    events: services.map(({ ref }) => ({
      action: "service.withdrawn",
      service: ref,
      detail: { source: sourceName, reason },
    })),
    changes: services.map(({ id }) => ({ noun: "service", id, audience: [] })),
  };
}

const upsertServices = `
insert into service (id, ref, namespace, application, component, title, description, system, lifecycle, owners, eligible, audiences, keywords, source_name)
select id, ref, namespace, application, component, title, description, system, lifecycle, owners, eligible, audiences, keywords, source_name
from jsonb_to_recordset($1::jsonb) as s(id text, ref text, namespace text, application text, component text, title text, description text,
  system text, lifecycle text, owners text[], eligible text[], audiences text[], keywords text, source_name text)
on conflict (ref) do update set title = excluded.title, description = excluded.description, system = excluded.system,
  lifecycle = excluded.lifecycle, owners = excluded.owners, eligible = excluded.eligible, audiences = excluded.audiences, keywords = excluded.keywords,
  source_name = excluded.source_name, status = 'active', updated_at = now()`;

const insertDeclarations = `
insert into declaration (id, service_id, version, digest, trait, file, line)
select d.declaration_id, s.id, coalesce((select max(version) from declaration earlier where earlier.service_id = s.id), 0) + 1,
  d.digest, d.trait, d.file, d.line
from jsonb_to_recordset($1::jsonb) as d(ref text, declaration_id text, is_new_version boolean, digest text, trait jsonb, file text, line int)
join service s on s.ref = d.ref where d.is_new_version
returning (select ref from service where id = service_id) as ref, version`;

const pointToDeclarations = `
update service s set declaration_id = d.declaration_id
from jsonb_to_recordset($1::jsonb) as d(ref text, declaration_id text, is_new_version boolean)
where s.ref = d.ref and d.is_new_version`;
