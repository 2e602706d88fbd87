import type { AuditInput } from "@/lib/audit/event";
import type { Context } from "@/lib/context/context";
import { batchesOf } from "@/lib/db/batches";
import type { Transaction } from "@/lib/db/transaction";
import { enforceDeclarations } from "@/lib/narrowing/enforce-declaration";
import { propose } from "@/lib/proposals/propose";
import { supersede } from "@/lib/proposals/supersede";
import { audiencesOf } from "@/lib/services/audiences";
import { putInForce } from "@/lib/services/put-in-force";
import { audienceOfChange } from "@/lib/services/trait-words";
import type { Applied } from "./applied";
import type { Claim } from "./claims";
import { lockedSteps } from "./locked-steps";
import type { SourceVersion } from "./source";
import type { Step } from "./step";

/**
 * Writes the services and declaration versions of a plan, a few statements for each batch. What widens access is proposed to
 * the owners; what narrows it counts from now on. `sourceVersion` is kept with each: from which commit it came.
 */
export async function publish(
  tx: Transaction,
  ctx: Context,
  sourceName: string,
  claims: readonly Claim[],
  sourceVersion: SourceVersion | null,
): Promise<Applied> {
  const applied: Applied = { events: [], changes: [] };
  for (const steps of batchesOf(await lockedSteps(tx, ctx, claims))) {
    const { events, changes } = await publishSteps(tx, ctx, sourceName, steps, sourceVersion);
    applied.events.push(...events);
    applied.changes.push(...changes);
  }
  return applied;
}

async function publishSteps(
  tx: Transaction,
  ctx: Context,
  sourceName: string,
  steps: readonly Step[],
  sourceVersion: SourceVersion | null,
): Promise<Applied> {
  await tx.query("service-upsert", upsertServices, [JSON.stringify(steps.map(serviceRow(sourceName)))]);
  const written = await tx.query<{ id: string; version: number }>("declaration-insert", insertDeclarations, [
    JSON.stringify(steps.flatMap(versionRows)),
    sourceVersion && JSON.stringify(sourceVersion),
  ]);
  const versions = new Map(written.map(({ id, version }) => [id, version]));
  await putInForce(
    tx,
    steps.map((step) => ({
      serviceId: step.serviceId,
      component: step.claim.service.component,
      declarationId: step.inForceId,
      declaredId: step.declaredId,
      trait: step.trait,
      audiences: [
        ...new Set([...step.claim.audiences, ...audiencesOf({ ...step.claim.service, trait: step.trait })]),
      ],
    })),
  );
  await enforceDeclarations(
    tx,
    ctx,
    steps.flatMap(({ serviceId, before, inForceId, trait }) =>
      before && before.declarationId !== inForceId ? [{ serviceId, before: before.trait, after: trait }] : [],
    ),
  );
  const superseded = await supersede(
    tx,
    steps.map((step) => step.serviceId),
  );
  const proposed = await propose(tx, ctx, steps.flatMap(proposalOf(ctx)));
  return {
    events: [...superseded, ...steps.flatMap((step) => eventsOf(step, sourceName, versions)), ...proposed],
    changes: steps.map((step) => ({
      noun: "service",
      id: step.serviceId,
      audience: audienceOfChange(step.trait),
    })),
  };
}

const serviceRow =
  (sourceName: string) =>
  ({ claim: { service }, serviceId }: Step) => ({
    id: serviceId,
    ref: service.ref,
    namespace: service.namespace,
    application: service.application,
    component: service.component,
    source_name: sourceName,
  });

const versionRows = ({ claim, serviceId, newVersions }: Step) =>
  newVersions.map((version, index) => ({
    id: version.id,
    service_id: serviceId,
    nth: index + 1,
    digest: version.digest,
    trait: version.trait,
    derived_from_id: version.derivedFromId,
    file: claim.file,
    line: claim.service.line,
  }));

const proposalOf =
  ({ actor }: Context) =>
  ({ claim, serviceId, before, declaredId, acts, waits }: Step) => {
    if (!before || waits.length === 0) return [];
    const proposedById = actor.kind === "system" ? null : actor.principal.id;
    const versions = { beforeId: before.declarationId, afterId: declaredId };
    const { owners } = before.trait;
    return [{ serviceId, ref: claim.service.ref, ...versions, acts, waits, owners, proposedById }];
  };

function eventsOf(step: Step, sourceName: string, versions: ReadonlyMap<string, number>): AuditInput[] {
  const { claim, before, inForceId, declaredId, acts } = step;
  const { service, known, file } = claim;
  const events: AuditInput[] = [];
  if (known?.status === "withdrawn")
    events.push({ action: "service.restored", service: service.ref, detail: { source: sourceName, file } });
  const version = versions.get(inForceId);
  if (version !== undefined) {
    const detail = {
      source: sourceName,
      file,
      line: service.line,
      version,
      digest: step.newVersions.find(({ id }) => id === inForceId)?.digest ?? service.digest,
      replaces: before?.declarationId ?? null,
      partOf: inForceId === declaredId ? null : (versions.get(declaredId) ?? null),
      changes: acts.map(({ words }) => words).slice(0, 50),
    };
    events.push({ action: "declaration.published", service: service.ref, detail });
  }
  return events;
}

const upsertServices = `
insert into service (id, ref, namespace, application, component, title, owners, source_name)
select id, ref, namespace, application, component, component, '{}', source_name
from jsonb_to_recordset($1::jsonb) as s(id text, ref text, namespace text, application text, component text, source_name text)
on conflict (ref) do update set source_name = excluded.source_name, status = 'active', keeps_grants = false`;

const insertDeclarations = `
insert into declaration (id, service_id, version, digest, trait, derived_from_id, file, line, source_version)
select d.id, d.service_id, d.nth + coalesce((select max(version) from declaration earlier where earlier.service_id = d.service_id), 0),
  d.digest, d.trait, d.derived_from_id, d.file, d.line, $2::jsonb
from json_to_recordset($1::json) as d(id text, service_id text, nth int, digest text, trait json, derived_from_id text, file text, line int)
returning id, version`;
