import type { SourceConfig } from "@/lib/config/config";
import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import type { Transaction } from "@/lib/db/transaction";
import { digestOf } from "@/lib/declarations/digest";
import { type Applied, publish, withdraw } from "./apply-plan";
import { audiencesOf } from "./audiences";
import type { KnownService } from "./claims";
import { brokenFiles, planSync } from "./plan";
import { problemLine, type SourceProblem, sortProblems } from "./problem";
import { readSource, type SourceReading } from "./read-source";
import { lockSource, recordAttempt, type SourceRow } from "./source-row";

export interface SyncResult {
  published: number;
  withdrawn: number;
  problems: SourceProblem[];
}

/**
 * Makes the catalogue say what a source says. A broken file keeps the last good version of its services; a service that is
 * gone is withdrawn, if everything could be read. Any process may run it at any time: syncs wait for each other.
 */
export async function syncSource(ctx: Context, source: SourceConfig): Promise<SyncResult> {
  const { config } = ctx.runtime;
  // Read once before the lock, so that under it only what has changed since is parsed.
  await readSource(source, config).catch(() => undefined);
  return transact(ctx, "source.synced", async (tx) => {
    const row = await lockSource(tx, source);
    const reading = await readSource(source, config).catch((error: unknown) => failure(error));
    if ("problems" in reading)
      return record(tx, source, row, { ...nothing, problems: reading.problems, digest: null });
    if (row.digest === reading.digest && row.staleSince === null) {
      return record(tx, source, row, { ...nothing, problems: row.problems, digest: reading.digest });
    }
    const catalogue = await loadCatalogue(tx, source, reading);
    const sources = new Set(config.sources.map((configured) => configured.name));
    const plan = planSync({ source, sources, files: reading.files, baseUrl: config.baseUrl, ...catalogue });
    return record(tx, source, row, {
      published: await publish(tx, source.name, plan.publish),
      withdrawn: await withdraw(tx, source.name, plan.withdraw, "the source no longer declares it"),
      problems: sortProblems(plan.problems),
      digest: reading.digest,
    });
  });
}

interface Outcome {
  published: Applied;
  withdrawn: Applied;
  problems: SourceProblem[];
  /** Null when the source could not be read. */
  digest: string | null;
}

const nothing = { published: { events: [], changes: [] }, withdrawn: { events: [], changes: [] } };

function failure(error: unknown): { problems: SourceProblem[] } {
  const code =
    error instanceof Error && "code" in error
      ? `The folder cannot be read (${String(error.code)}).`
      : undefined;
  const message = code ?? (error instanceof Error ? error.message : "The source cannot be read.");
  const hint =
    "The last good state stays in the catalogue. Look at the path and the permissions of the source.";
  return { problems: [{ severity: "error", file: "", line: 1, column: 1, path: "", message, hint }] };
}

/** Keeps the outcome, and tells the audit log of what changed: services, and how the source is doing. */
async function record(
  tx: Transaction,
  source: SourceConfig,
  row: SourceRow,
  outcome: Outcome,
): Promise<SyncResult> {
  const { published, withdrawn, problems, digest } = outcome;
  const { at } = await recordAttempt(tx, source.name, { digest, problems });
  const counts = { published: published.changes.length, withdrawn: withdrawn.changes.length };
  const events = [...published.events, ...withdrawn.events];
  const errors = problems.filter((problem) => problem.severity === "error");
  const isNews = digestOf(problems) !== digestOf(row.problems);
  if (errors.length > 0 && isNews) {
    const detail = { source: source.name, errors: errors.length, first: errors.slice(0, 5).map(problemLine) };
    events.push({ action: "source.failed", outcome: "failed", detail });
  } else if (errors.length === 0 && (events.length > 0 || row.staleSince !== null || row.syncedAt === null)) {
    events.push({ action: "source.synced", detail: { source: source.name, digest, ...counts } });
  }
  const changes = [...published.changes, ...withdrawn.changes];
  if (events.length > 0)
    await tx.audit(at, events, [...changes, { noun: "source", id: source.name, audience: [] }]);
  return { ...counts, problems };
}

async function loadCatalogue(tx: Transaction, source: SourceConfig, { files }: SourceReading) {
  const services = files.flatMap((file) =>
    "report" in file ? file.report.documents.flatMap((document) => document.services) : [],
  );
  const refs = services.map((service) => service.ref);
  const audiences = services.flatMap(audiencesOf);
  return {
    known: await tx.query<KnownService>("sync-known", selectKnown, [source.name, refs]),
    holders: await tx.query<{ audience: string; ref: string }>("sync-holders", selectHolders, [
      audiences,
      source.name,
      brokenFiles(files),
    ]),
  };
}

const selectKnown = `
select s.id, s.ref, s.source_name as "sourceName", s.status, d.digest, d.file
from service s left join declaration d on d.id = s.declaration_id
where s.source_name = $1 or s.ref = any($2::text[])`;

// Of the source's own services the files have the last word, unless the file of one cannot be read.
const selectHolders = `
select held.audience, s.ref
from service s join declaration d on d.id = s.declaration_id
  cross join lateral unnest(s.audiences) as held(audience)
  join unnest($1::text[]) as wanted(audience) on wanted.audience = held.audience
where s.status = 'active' and (s.source_name <> $2 or d.file = any($3::text[]))`;
