import type { SourceConfig } from "@/lib/config/config";
import { locationOf } from "./location";
import { delayMs } from "./poll";
import type { SourceProblem } from "./problem";
import type { SourceVersion } from "./source";

/** How a source is doing. */
export interface SourceView {
  name: string;
  kind: string;
  location: string;
  /** What it may declare; empty when daypass.yaml no longer names it. */
  declares: string[];
  configured: boolean;
  /** What becomes of live grants when a service is no longer declared; null when daypass.yaml no longer names it. */
  whenGone: "end" | "keep" | null;
  state: "fresh" | "stale" | "new";
  /** Which state of the source the catalogue shows. */
  version: SourceVersion | null;
  /** Which one was read last. */
  seenVersion: SourceVersion | null;
  /** The source could be read, and says something that the catalogue does not show. */
  isDrifting: boolean;
  attemptedAt: string | null;
  syncedAt: string | null;
  changedAt: string | null;
  staleSince: string | null;
  unreadableSince: string | null;
  /** When it is looked at again by itself. */
  nextSyncAt: string | null;
  services: number;
  withdrawn: number;
  problems: SourceProblem[];
  /** What the caller may do with it. */
  abilities: SourceAbility[];
}

export type SourceAbility = "sync" | "upload";

/** A row of `source` with the number of its services. */
export interface StoredSource {
  name: string;
  kind: string;
  location: string;
  version: SourceVersion | null;
  seen_version: SourceVersion | null;
  attempted_at: Date | null;
  synced_at: Date | null;
  changed_at: Date | null;
  stale_since: Date | null;
  unreadable_since: Date | null;
  services: number;
  withdrawn: number;
  problems: SourceProblem[];
}

export function sourceView(
  row: StoredSource,
  source: SourceConfig | undefined,
  isAdmin: boolean,
): SourceView {
  return {
    name: row.name,
    kind: row.kind,
    location: row.location,
    declares: source?.declares ?? [],
    configured: source !== undefined,
    whenGone: source?.whenGone ?? null,
    state: row.synced_at ? (row.stale_since ? "stale" : "fresh") : "new",
    version: row.version,
    seenVersion: row.seen_version,
    isDrifting: row.stale_since !== null && row.unreadable_since === null,
    attemptedAt: instant(row.attempted_at),
    syncedAt: instant(row.synced_at),
    changedAt: instant(row.changed_at),
    staleSince: instant(row.stale_since),
    unreadableSince: instant(row.unreadable_since),
    nextSyncAt: source ? nextSyncAt(row, source) : null,
    services: row.services,
    withdrawn: row.withdrawn,
    problems: row.problems,
    abilities: source && isAdmin ? (source.kind === "upload" ? ["sync", "upload"] : ["sync"]) : [],
  };
}

/** A source that no attempt was recorded of. */
export function unreadSource(source: SourceConfig): StoredSource {
  return {
    name: source.name,
    kind: source.kind,
    location: locationOf(source),
    version: null,
    seen_version: null,
    attempted_at: null,
    synced_at: null,
    changed_at: null,
    stale_since: null,
    unreadable_since: null,
    services: 0,
    withdrawn: 0,
    problems: [],
  };
}

function nextSyncAt({ attempted_at, unreadable_since }: StoredSource, source: SourceConfig): string | null {
  if (!attempted_at) return null;
  const unreadableForMs = unreadable_since ? attempted_at.getTime() - unreadable_since.getTime() : 0;
  return new Date(attempted_at.getTime() + delayMs(source, unreadableForMs)).toISOString();
}

const instant = (date: Date | null) => date?.toISOString() ?? null;
