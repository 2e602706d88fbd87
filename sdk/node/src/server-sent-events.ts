export interface ServerSentEvent {
  event: string;
  data: string;
  /** The id that was last seen in this stream, "" if none was. */
  lastEventId: string;
}

/** No line of ours comes near it. */
const longestLine = 65_536;

/** Reads text/event-stream as it comes (WHATWG HTML, 9.2.6). Feed it pieces of text, cut anywhere. */
export class EventStreamReader {
  #rest = "";
  #event = "";
  #data: string[] = [];
  #lastEventId = "";
  #endsWithReturn = false;
  /** What the sender asked to wait for before coming again. */
  retryMs: number | undefined;

  *read(piece: string): Generator<ServerSentEvent> {
    // CR LF may be cut in two.
    let text = this.#endsWithReturn && piece.startsWith("\n") ? piece.slice(1) : piece;
    if (piece !== "") this.#endsWithReturn = piece.endsWith("\r");
    text = this.#rest + text;
    const lines = text.split(/\r\n|\n|\r/);
    this.#rest = lines.pop() ?? "";
    if (this.#rest.length > longestLine) throw new Error("a line of the event stream is too long");
    for (const line of lines) {
      const event = this.#take(line);
      if (event) yield event;
    }
  }

  #take(line: string): ServerSentEvent | undefined {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    if (colon === 0) return undefined;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "event") this.#event = value;
    else if (name === "data") this.#data.push(value);
    else if (name === "id" && !value.includes("\0")) this.#lastEventId = value;
    else if (name === "retry" && /^\d{1,9}$/.test(value)) this.retryMs = Number(value);
    return undefined;
  }

  #dispatch(): ServerSentEvent | undefined {
    const event = {
      event: this.#event || "message",
      data: this.#data.join("\n"),
      lastEventId: this.#lastEventId,
    };
    const isEmpty = this.#data.length === 0;
    this.#event = "";
    this.#data = [];
    return isEmpty ? undefined : event;
  }
}
