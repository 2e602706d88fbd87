import type { Fetch } from "./fetch-json.js";
import { EventStreamReader, type ServerSentEvent } from "./server-sent-events.js";
import { isObject, type JsonObject } from "./strict-json.js";

export interface RevocationStreamOptions {
  issuer: string;
  basic: string;
  maxStalenessMs: number;
  fetch: Fetch;
  monotonicClock: () => number;
}

/** Ids of what ended: one token, or every token of a grant. */
export interface Revoked {
  jti: string | null;
  grant: string | null;
}

const longestWaitMs = 10_000;

/**
 * Follows the issuer's stream of revocations. A beat says that every revocation before its `at` was sent before it, so while beats
 * come in time nothing has to be asked. Comes again by itself, and hears what it missed.
 */
export class RevocationStream {
  /** Counts the stretches in which nothing was missed; 0 before the first. */
  stretch = 0;
  /** When the present stretch began, by the clock that does not jump. */
  coveredSince = Number.POSITIVE_INFINITY;
  #freshUntil = Number.NEGATIVE_INFINITY;
  #lastEventId = "";
  #retryMs = 1_000;
  #failures = 0;
  #abort: AbortController | undefined;
  #state: "new" | "running" | "closed" = "new";
  readonly #beatMs: number;

  constructor(
    readonly options: RevocationStreamOptions,
    readonly onRevoked: (revoked: Revoked) => void,
  ) {
    this.#beatMs = Math.round(Math.min(5_000, Math.max(100, options.maxStalenessMs / 3)));
  }

  /** Whether everything that ended more than the allowed staleness ago was heard of. */
  isFresh(): boolean {
    if (this.#state === "new") this.#start();
    return this.options.monotonicClock() <= this.#freshUntil;
  }

  close(): void {
    this.#state = "closed";
    this.#freshUntil = Number.NEGATIVE_INFINITY;
    this.#abort?.abort();
  }

  /** What was known may be wrong by now: whatever was confirmed before is confirmed anew. */
  beginStretch(): void {
    this.stretch += 1;
    this.coveredSince = this.options.monotonicClock();
  }

  #start(): void {
    this.#state = "running";
    void this.#run();
  }

  async #run(): Promise<void> {
    while (!this.#isClosed()) {
      // Whatever went wrong shows in beats that do not come.
      await this.#listen().catch(() => {});
      if (this.#isClosed()) return;
      this.#failures += 1;
      const wait = Math.min(longestWaitMs, this.#retryMs * 2 ** Math.min(this.#failures - 1, 6));
      await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random() / 2)).unref());
    }
  }

  #isClosed = () => this.#state === "closed";

  async #listen(): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    const { issuer, basic, fetch, maxStalenessMs, monotonicClock } = this.options;
    const startedAt = monotonicClock();
    // A connection that was cut without a word, or that brings everything late, is given up for a new one.
    const patienceMs = Math.max(2 * maxStalenessMs, 3 * this.#beatMs, 3_000);
    const watch = setInterval(() => {
      const now = monotonicClock();
      if (now - Math.max(startedAt, this.#freshUntil) > patienceMs) abort.abort();
    }, this.#beatMs).unref();
    try {
      const response = await fetch(`${issuer}/oauth/revocations?beat=${this.#beatMs}`, {
        headers: {
          authorization: basic,
          accept: "text/event-stream",
          ...(this.#lastEventId && { "last-event-id": this.#lastEventId }),
        },
        redirect: "error",
        signal: abort.signal,
      });
      if (!response.ok || !response.body) {
        await response.body?.cancel();
        throw new Error(`the revocation stream answered ${response.status}`);
      }
      await this.#read(response.body);
    } finally {
      clearInterval(watch);
      abort.abort();
    }
  }

  async #read(body: NonNullable<Response["body"]>): Promise<void> {
    const replaysFrom = this.#lastEventId;
    const reader = new EventStreamReader();
    const decoder = new TextDecoder();
    let soonest = Number.POSITIVE_INFINITY;
    for await (const bytes of body) {
      const arrival = this.options.monotonicClock();
      for (const event of reader.read(decoder.decode(bytes, { stream: true }))) {
        const data = contentOf(event);
        if (!data) return this.#distrust();
        if (event.event === "hello" || event.event === "beat") {
          if (typeof data.at !== "number") return this.#distrust();
          soonest = Math.min(soonest, arrival - data.at);
          const lateness = arrival - data.at - soonest;
          if (event.event === "hello" && replaysFrom === "") this.beginStretch();
          if (event.event === "beat") this.#beat(arrival - lateness);
        } else if (event.event === "reset") this.beginStretch();
        else if (event.event === "revoked" && !this.#take(data)) return this.#distrust();
        if (event.lastEventId !== "") this.#lastEventId = event.lastEventId;
      }
      if (reader.retryMs !== undefined)
        this.#retryMs = Math.min(longestWaitMs, Math.max(100, reader.retryMs));
    }
  }

  #beat(saidAt: number): void {
    // Beats before the first hello say nothing of what came before.
    if (this.stretch === 0) this.beginStretch();
    this.#failures = 0;
    this.#freshUntil = Math.max(this.#freshUntil, saidAt + this.options.maxStalenessMs);
  }

  #take({ jti = null, grant = null }: JsonObject): boolean {
    if (!isId(jti) || !isId(grant) || (jti === null && grant === null)) return false;
    this.onRevoked({ jti, grant });
    return true;
  }

  /** Something came that cannot be understood: it could have been a revocation. */
  #distrust(): void {
    this.#freshUntil = Number.NEGATIVE_INFINITY;
    this.#lastEventId = "";
  }
}

const isId = (value: unknown): value is string | null =>
  value === null || (typeof value === "string" && value !== "");

function contentOf({ data }: ServerSentEvent): JsonObject | null {
  try {
    const value: unknown = JSON.parse(data);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
