const standard = {
  retryAfterMs: 2_000,
  /** What may wait for a slow client. One that is further behind is let go; it comes back and asks anew. */
  mostWaitingBytes: 64 * 1024,
};
const encoder = new TextEncoder();

/** One `text/event-stream` (HTML Living Standard, 9.2) to one client. */
export class EventStream {
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  readonly #readable: ReadableStream<Uint8Array>;
  readonly #onEnd: () => void;
  #lastId = 0;

  constructor(onEnd: () => void, { retryAfterMs, mostWaitingBytes } = standard) {
    this.#onEnd = onEnd;
    this.#readable = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        cancel: () => this.#ended(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: mostWaitingBytes }),
    );
    this.#write(`retry: ${retryAfterMs}\n\n`);
  }

  send(event: string, data: object): void {
    // Ids are there so that a client that comes back says that it was here before.
    this.#lastId += 1;
    this.put(event, data, String(this.#lastId));
  }

  /** An event under an id of the caller's, or under the one before. */
  put(event: string, data: object, id?: string): void {
    const named = id === undefined ? "" : `id: ${id}\n`;
    this.#write(`${named}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** A comment that keeps proxies from closing a quiet stream. */
  beat(): void {
    this.#write(": still here\n\n");
  }

  end(): void {
    this.#controller?.close();
    this.#ended();
  }

  response(): Response {
    return new Response(this.#readable, {
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-cache, no-transform",
        "x-accel-buffering": "no",
      },
    });
  }

  #write(text: string): void {
    if (!this.#controller) return;
    if ((this.#controller.desiredSize ?? 0) > 0) this.#controller.enqueue(encoder.encode(text));
    else this.end();
  }

  #ended(): void {
    this.#controller = undefined;
    this.#onEnd();
  }
}
