import type { ServerResponse } from "node:http";

/**
 * A Response whose body is a text that is known already. The platform's own makes a stream of every body, which costs more
 * than most of our answers; the listener writes this one out as it is.
 */
export class TextResponse extends Response {
  readonly #text: string;

  constructor(text: string, init: ResponseInit) {
    super(null, init);
    this.#text = text;
  }

  /** An `application/json` answer that no cache keeps, unless `headers` say otherwise. */
  static ofJson(value: unknown, status = 200, headers: Record<string, string> = {}): TextResponse {
    const standard = { "content-type": "application/json", "cache-control": "no-store" };
    return new TextResponse(JSON.stringify(value), { status, headers: { ...standard, ...headers } });
  }

  override get body(): ReadableStream<Uint8Array<ArrayBuffer>> | null {
    return new Response(this.#text).body;
  }

  override text(): Promise<string> {
    return Promise.resolve(this.#text);
  }

  override async json(): Promise<unknown> {
    return JSON.parse(this.#text);
  }

  /** Sends it, all at once. */
  writeTo(outgoing: ServerResponse): void {
    outgoing.statusCode = this.status;
    for (const [name, value] of this.headers) outgoing.setHeader(name, value);
    outgoing.setHeader("content-length", Buffer.byteLength(this.#text));
    outgoing.end(this.#text);
  }
}
