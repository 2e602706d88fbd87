import type { Config } from "@/lib/config/config";
import type { Transaction } from "@/lib/db/transaction";
import { audiencesOf } from "@/lib/services/audiences";
import type { KnownService } from "./claims";
import { brokenFiles, planSync, type SyncPlan } from "./plan";
import type { SourceReading } from "./read-source";

/** What a reading of a source would change in the catalogue as it is now. */
export async function planSource(
  tx: Pick<Transaction, "query">,
  config: Pick<Config, "baseUrl" | "sources">,
  source: { name: string; declares: readonly string[] },
  reading: SourceReading,
): Promise<SyncPlan> {
  const catalogue = await loadCatalogue(tx, source.name, reading);
  const sources = new Set(config.sources.map((configured) => configured.name));
  return planSync({ source, sources, files: reading.files, baseUrl: config.baseUrl, ...catalogue });
}

async function loadCatalogue(tx: Pick<Transaction, "query">, sourceName: string, { files }: SourceReading) {
  const services = files.flatMap((file) =>
    "report" in file ? file.report.documents.flatMap((document) => document.services) : [],
  );
  const refs = services.map((service) => service.ref);
  const audiences = services.flatMap(audiencesOf);
  return {
    known: await tx.query<KnownService>("sync-known", selectKnown, [sourceName, refs]),
    holders: await tx.query<{ audience: string; ref: string }>("sync-holders", selectHolders, [
      audiences,
      sourceName,
      brokenFiles(files),
    ]),
  };
}

const selectKnown = `
select s.id, s.ref, s.source_name as "sourceName", s.status, s.declared_id as "declaredId", d.digest, d.file
from service s left join declaration d on d.id = s.declared_id
where s.source_name = $1 or s.ref = any($2::text[])`;

// Of the source's own services the files have the last word, unless the file of one cannot be read.
const selectHolders = `
select held.audience, s.ref
from service s join declaration d on d.id = s.declared_id
  cross join lateral unnest(s.audiences) as held(audience)
  join unnest($1::text[]) as wanted(audience) on wanted.audience = held.audience
where s.status = 'active' and (s.source_name <> $2 or d.file = any($3::text[]))`;
