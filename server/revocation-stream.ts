import { replayFor } from "@/lib/revocations/replay";
import type { Revocation } from "@/lib/revocations/revocation";
import type { Runtime } from "@/lib/runtime/runtime";
import type { ServiceIdentity } from "@/lib/services/credentials";
import { EventStream } from "./event-stream";

const limits = { retryAfterMs: 1_000, mostWaitingBytes: 1024 * 1024 };

/** What one verifier of a service hears: every end before its time, and beats that say that there was no other. */
export class RevocationStream {
  readonly service: ServiceIdentity;
  readonly beatMs: number;
  /** By the clock of this process. */
  beatDueAt: number;
  readonly #runtime: Runtime;
  readonly #events: EventStream;
  #lastId: string;
  /** What came while older things are fetched waits for them. */
  #waiting: Revocation[] | null = null;
  #missed = false;

  constructor(runtime: Runtime, service: ServiceIdentity, beatMs: number, lastId: string, onEnd: () => void) {
    this.#runtime = runtime;
    this.service = service;
    this.beatMs = beatMs;
    this.beatDueAt = performance.now();
    this.#lastId = lastId;
    this.#events = new EventStream(onEnd, limits);
  }

  hello(at: number, lastId?: string): void {
    this.#events.put("hello", { at, beat: this.beatMs }, lastId);
  }

  tell(revocation: Revocation): void {
    if (this.#waiting) this.#waiting.push(revocation);
    else this.#send(revocation);
  }

  /** Says that everything before `at` was told; `newest` is what a client that comes back has heard of. */
  beat(at: number, newest: string): void {
    this.beatDueAt = performance.now() + this.beatMs;
    if (this.#waiting) return;
    const moved = newest !== this.#lastId;
    this.#lastId = newest;
    this.#events.put("beat", { at }, moved ? newest : undefined);
  }

  /** Tells what came after the last that this client heard; from `newest` on where that is not known any more. */
  async catchUp(newest: () => string): Promise<void> {
    this.#missed = true;
    if (this.#waiting) return;
    this.#waiting = [];
    try {
      // Something may be missed once more while the older things are fetched.
      while (this.#missed) {
        this.#missed = false;
        const missed = await replayFor(this.#runtime.pool, this.service.serviceId, this.#lastId);
        if (missed) for (const revocation of missed) this.#send(revocation);
        else this.#reset(newest());
      }
      const waiting = this.#waiting;
      this.#waiting = null;
      for (const revocation of waiting) this.#send(revocation);
    } catch {
      // It comes back with the id that it has.
      this.end();
    }
  }

  end(): void {
    this.#events.end();
  }

  response(): Response {
    return this.#events.response();
  }

  #reset(newest: string): void {
    this.#lastId = newest;
    this.#events.put("reset", {}, newest);
  }

  #send({ position, at, grantId, jti, reason }: Revocation): void {
    this.#lastId = position;
    this.#events.put("revoked", { at, grant: grantId, jti, reason }, position);
  }
}
