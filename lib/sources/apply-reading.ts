import type { SourceConfig } from "@/lib/config/config";
import type { Context } from "@/lib/context/context";
import type { Transaction } from "@/lib/db/transaction";
import { digestOf } from "@/lib/declarations/digest";
import type { Applied } from "./applied";
import { keepTexts } from "./keep-texts";
import { planSource } from "./plan-source";
import { problemLine, type SourceProblem, sortProblems } from "./problem";
import { publish } from "./publish";
import type { SourceReading } from "./read-source";
import { recordAttempt, type SourceRow } from "./source-row";
import { withdraw } from "./withdraw";

/** What was read, or why nothing was, and when the reading began by the database's clock. */
export interface DatedReading {
  readAt: Date;
  reading: SourceReading | SourceProblem;
}

interface Outcome {
  published: Applied;
  withdrawn: Applied;
  problems: SourceProblem[];
}

const nothing = { published: { events: [], changes: [] }, withdrawn: { events: [], changes: [] } };

/** Brings a reading into the catalogue, under the lock of `lockSource`, whose row this takes. */
export async function applyReading(
  tx: Transaction,
  ctx: Context,
  source: SourceConfig,
  row: SourceRow,
  { readAt, reading }: DatedReading,
) {
  if (!("files" in reading))
    return record(tx, source, row, { readAt, read: null }, { ...nothing, problems: [reading] });
  const dated = { readAt, read: reading };
  if (row.digest === reading.digest && row.staleSince === null)
    return record(tx, source, row, dated, { ...nothing, problems: row.problems });
  const plan = await planSource(tx, ctx.runtime.config, source, reading);
  const published = await publish(tx, ctx, source.name, plan.publish, reading.version);
  await keepTexts(tx, source.name, plan.accepted);
  return record(tx, source, row, dated, {
    published,
    withdrawn: await withdraw(
      tx,
      source.name,
      plan.withdraw,
      "the source no longer declares it",
      source.whenGone,
    ),
    problems: sortProblems(plan.problems),
  });
}

/** Keeps the outcome, and tells the audit log of what changed: services, and how the source is doing. */
async function record(
  tx: Transaction,
  source: SourceConfig,
  row: SourceRow,
  dated: { readAt: Date; read: SourceReading | null },
  { published, withdrawn, problems }: Outcome,
) {
  const { at } = await recordAttempt(tx, source.name, { ...dated, problems });
  const counts = { published: published.changes.length, withdrawn: withdrawn.changes.length };
  const events = [...published.events, ...withdrawn.events];
  const errors = problems.filter((problem) => problem.severity === "error");
  const version = dated.read?.version?.label;
  const isNews = digestOf(problems) !== digestOf(row.problems);
  if (errors.length > 0 && isNews) {
    const first = errors.slice(0, 5).map(problemLine);
    const detail = { source: source.name, version, errors: errors.length, first };
    events.push({ action: "source.failed", outcome: "failed", detail });
  } else if (errors.length === 0 && (events.length > 0 || row.staleSince !== null || row.syncedAt === null)) {
    const detail = { source: source.name, version, digest: dated.read?.digest, ...counts };
    events.push({ action: "source.synced", detail });
  }
  const changes = [...published.changes, ...withdrawn.changes];
  if (events.length > 0)
    await tx.audit(at, events, [...changes, { noun: "source", id: source.name, audience: [] }]);
  return { ...counts, problems };
}
