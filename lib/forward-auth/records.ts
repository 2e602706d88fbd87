import type { RefusedCalls } from "@/lib/assertions/record-refusals";
import { reportRefusals } from "@/lib/assertions/report-assertions";
import { systemContext } from "@/lib/context/context";
import { batchesOf } from "@/lib/db/batches";
import { statement } from "@/lib/db/pool";
import type { Runtime } from "@/lib/runtime/runtime";
import { reportUsage } from "@/lib/usage/report-usage";
import type { CallAnswer, CallRequirement } from "./check-call";

type Refused = Extract<CallAnswer, { denied: unknown }>;
type Allowed = Extract<CallAnswer, { holder: unknown }>;

interface Use {
  firstAt: number;
  lastAt: number;
  count: number;
}

const everyMs = 2_000;
const mostKept = 10_000;
const mostAtOnce = 100;

/**
 * What proxies asked about, kept in memory for a moment and written every other second: no answer waits for it, and however
 * often somebody knocks, equal calls are one row with their number.
 */
class Records {
  /** By service, then by grant. */
  #uses = new Map<string, Map<string, Use>>();
  /** By service, then by token and reason. */
  #refused = new Map<string, Map<string, RefusedCalls>>();
  #kept = 0;
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly runtime: Runtime) {}

  used(service: string, grantId: string): void {
    const now = Date.now();
    const use = this.#keep(this.#uses, service, grantId, () => ({ firstAt: now, lastAt: now, count: 0 }));
    if (!use) return;
    use.lastAt = now;
    use.count += 1;
  }

  refused(service: string, calls: RefusedCalls): void {
    const key = JSON.stringify([calls.jti, calls.reason]);
    const known = this.#keep(this.#refused, service, key, () => ({ ...calls, calls: 0 }));
    if (known) known.calls += 1;
  }

  /** Writes what is there; never throws. What cannot be written is dropped: it decides nothing. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  #keep<T>(all: Map<string, Map<string, T>>, service: string, key: string, make: () => T): T | undefined {
    this.#timer ??= setTimeout(() => void this.flush(), everyMs).unref();
    const ofService = all.get(service) ?? new Map<string, T>();
    all.set(service, ofService);
    const known = ofService.get(key);
    if (known) return known;
    if (this.#kept >= mostKept) {
      this.#dropped += 1;
      return undefined;
    }
    this.#kept += 1;
    const made = make();
    ofService.set(key, made);
    return made;
  }

  async #write(): Promise<void> {
    const [uses, refused, dropped] = [this.#uses, this.#refused, this.#dropped];
    [this.#uses, this.#refused, this.#kept, this.#dropped] = [new Map(), new Map(), 0, 0];
    const { log } = this.runtime;
    if (dropped > 0) log.warn({ dropped }, "more calls went through proxies than can be put on record");
    for (const [service, grants] of uses)
      await this.#writeUses(service, grants).catch((err: unknown) =>
        log.warn({ err, service }, "the use of access was not put on record"),
      );
    for (const [service, calls] of refused)
      for (const some of batchesOf([...calls.values()], mostAtOnce))
        await reportRefusals(systemContext(this.runtime, "forward-auth"), service, some).catch(
          (err: unknown) => log.warn({ err, service }, "refused calls were not put on record"),
        );
  }

  async #writeUses(ref: string, grants: ReadonlyMap<string, Use>): Promise<void> {
    const { rows } = await this.runtime.pool.query<{ id: string }>(
      statement("forward-auth-service", "select id from service where ref = $1", [ref]),
    );
    const [service] = rows;
    if (!service) return;
    const items = [...grants].map(([grantId, { firstAt, lastAt, count }]) => ({
      grantId,
      firstAt: new Date(firstAt).toISOString(),
      lastAt: new Date(lastAt).toISOString(),
      count,
    }));
    const ctx = systemContext(this.runtime, "forward-auth");
    for (const some of batchesOf(items, mostAtOnce))
      await reportUsage(ctx, { serviceId: service.id }, { items: some });
  }
}

const records = new WeakMap<Runtime, Records>();

function recordsOf(runtime: Runtime): Records {
  const known = records.get(runtime) ?? new Records(runtime);
  records.set(runtime, known);
  return known;
}

/** Counts a call that went on, as a use of its access (ADR 30). */
export const recordUse = (runtime: Runtime, { service, holder }: Allowed): void =>
  recordsOf(runtime).used(service, holder.grantId);

/**
 * Counts a refused call. Only those with a token that we issued: what strangers send says nothing about anybody, and without a
 * token nothing was tried.
 */
export function recordRefusal(
  runtime: Runtime,
  { service, denied, jti }: Refused,
  { scopes, environment }: CallRequirement,
  call: { method: string | null; path: string | null },
): void {
  if (jti === null) return;
  recordsOf(runtime).refused(service, {
    at: new Date().toISOString(),
    environment,
    reason: denied.reason,
    jti,
    scopeRequired: scopes,
    method: call.method?.slice(0, 16) ?? null,
    path: call.path?.slice(0, 1_000) ?? null,
    calls: 1,
  });
}

/** Writes what was counted and not written yet. */
export const flushRecords = (runtime: Runtime): Promise<void> => recordsOf(runtime).flush();
