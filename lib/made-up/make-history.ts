import { changeChannel } from "@/lib/audit/append";
import type { FolderSourceConfig, IssuerConfig } from "@/lib/config/config";
import { systemContext } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import type { Transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import type { Runtime } from "@/lib/runtime/runtime";
import { openFolder } from "@/lib/sources/folder/open-folder";
import { readSource } from "@/lib/sources/read-source";
import { syncSource } from "@/lib/sources/sync-source";
import { absenceEvents, sendAway } from "./absences";
import { createChance } from "./chance";
import { type DatedEvent, eventsOf, signInsOf } from "./events";
import { keepAbsences } from "./keep-absences";
import { type Declared, keepPeople, keepServices } from "./keep-company";
import { keepEvents, keepStories } from "./keep-year";
import { makePeople, type Persona } from "./people";
import { placesOf } from "./places";
import { refusalsIn } from "./refusals";
import type { Story } from "./story";
import { makeYear } from "./year";

export interface HistoryPlan {
  /** The same seed at the same time on the same declarations makes the same history. */
  seed: string;
  issuer: IssuerConfig;
  /** The folder of the made-up Applications, written already. */
  source: FolderSourceConfig;
  personas: readonly Persona[];
  people: number;
  requests: number;
  days: number;
  /** Whether it may go beside what other people did. */
  intoOthers: boolean;
}

export interface HistorySummary {
  services: number;
  people: number;
  requests: number;
  pending: number;
  grants: number;
  live: number;
  events: number;
}

/**
 * Writes a history that nobody lived, as the verbs would have left it, in one transaction: people, services, requests,
 * decisions, grants and the audit events of all of it. Throws `conflict` where somebody else's data is, or such a history.
 */
export async function makeHistory(runtime: Runtime, plan: HistoryPlan): Promise<HistorySummary> {
  const ctx = systemContext(runtime, "demo-history");
  const { source } = plan;
  const declared = await readDeclared(runtime, source);
  const summary = await transact(ctx, "source.synced", async (tx) => {
    // Making it up takes longer than a verb ever may.
    await tx.query("made-up-patience", "set local idle_in_transaction_session_timeout = '5min'");
    await requireRoom(tx, plan, declared);
    const [row] = await tx.query<{ now: Date }>("now", "select clock_timestamp() as now");
    const to = row?.now ?? new Date();
    const from = new Date(to.getTime() - plan.days * 86_400_000);
    const chance = createChance(plan.seed);
    const people = makePeople(chance, plan.issuer, plan.personas, { count: plan.people, from, to });
    // Whoever looks around in the demo is there.
    sendAway(chance, people.slice(plan.personas.length), { from, to });
    await keepPeople(tx, people, to);
    await keepAbsences(tx.db, people);
    const services = await keepServices(
      tx,
      chance,
      { name: source.name, location: source.path },
      declared,
      from,
    );
    const places = placesOf(services, people, runtime.config.limits);
    const year = { from, to, requests: plan.requests, ...nowadays(plan.requests) };
    const stories = makeYear(chance, places, year, people.slice(0, plan.personas.length));
    await keepStories(tx.db, stories, to);
    const events = [
      ...published(declared, source, from),
      ...signInsOf(people, stories),
      ...absenceEvents(people),
      ...stories.flatMap(eventsOf),
      ...refusalsIn(chance, stories, people),
    ];
    await keepEvents(
      tx.db,
      chance,
      events.filter(({ at }) => at <= to),
    );
    await tell(tx);
    return summaryOf(stories, { services: services.length, people: people.length, events: events.length });
  });
  await syncSource(ctx, source, openFolder(source, runtime.log));
  return summary;
}

/** What waits and what runs at this moment, beside what a year leaves at any moment. */
const nowadays = (requests: number) => ({
  pending: Math.round(requests * 0.0068),
  live: Math.round(requests * 0.0018),
  emergencies: Math.max(2, Math.round(requests * 0.0005)),
});

async function readDeclared(runtime: Runtime, source: FolderSourceConfig): Promise<Declared[]> {
  const reading = await readSource(openFolder(source, runtime.log), source, runtime);
  return (reading?.files ?? []).flatMap((file) => {
    if (!("report" in file) || !file.report.ok)
      throw new Error(`${file.path} cannot be read: ${JSON.stringify(file)}`);
    return file.report.documents.flatMap(({ services }) =>
      services.map((service) => ({ service, file: file.path })),
    );
  });
}

async function requireRoom(tx: Transaction, plan: HistoryPlan, declared: readonly Declared[]): Promise<void> {
  const refs = declared.map(({ service }) => service.ref);
  const [found] = await tx.query<{ others: string | null; again: string | null }>("made-up-room", roomSql, [
    plan.issuer.issuer,
    refs,
  ]);
  if (found?.again)
    throw new AppError("conflict", `${found.again} is declared here already. Begin with an empty database.`);
  if (found?.others && !plan.intoOthers)
    throw new AppError(
      "conflict",
      `People of ${found.others} have data here. Say --into <database URL> to have the made-up history beside theirs.`,
    );
}

const roomSql = `
select (select issuer from principal where issuer <> $1 limit 1) as others,
  (select ref from service where ref = any($2::text[]) limit 1) as again`;

function published(declared: readonly Declared[], { name }: FolderSourceConfig, at: Date): DatedEvent[] {
  return declared.map(({ service: { ref, line, digest }, file }) => {
    const detail = {
      source: name,
      file,
      line,
      version: 1,
      digest,
      replaces: null,
      partOf: null,
      changes: [],
    };
    return {
      at,
      actor: { kind: "system", name: "sync" },
      event: { action: "declaration.published", service: ref, detail },
    };
  });
}

/** Wakes whoever sleeps until the next thing is due, and pages that are open. */
const tell = (tx: Transaction) =>
  tx.query("made-up-tell", "select pg_notify($1, $2)", [
    changeChannel,
    JSON.stringify({ noun: "service", id: "*", audience: [] }),
  ]);

function summaryOf(
  stories: readonly Story[],
  counts: Pick<HistorySummary, "services" | "people" | "events">,
): HistorySummary {
  const grants = stories.flatMap(({ grant }) => grant ?? []);
  return {
    ...counts,
    requests: stories.length,
    pending: stories.filter(({ fate }) => fate.status === "pending").length,
    grants: grants.length,
    live: grants.filter(({ status }) => status === "active").length,
  };
}
