/** One event as a verifier hears it. */
export interface Heard {
  event: string;
  id: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: what came is what a test is about to find out
  data: any;
}

/** A verifier that is connected to `/oauth/revocations`. */
export class TestVerifier {
  readonly heard: Heard[] = [];
  status = 0;
  lastId: string | undefined;
  ended = false;
  retry: number | undefined;
  readonly #cut = new AbortController();
  #wake: () => void = () => {};

  static async connect(
    url: string,
    credential: { id: string; secret: string },
    { beat = "100", lastId }: { beat?: string; lastId?: string | undefined } = {},
  ): Promise<TestVerifier> {
    const verifier = new TestVerifier();
    verifier.lastId = lastId;
    const response = await fetch(`${url}/oauth/revocations?beat=${beat}`, {
      headers: { ...basic(credential), ...(lastId === undefined ? {} : { "last-event-id": lastId }) },
      signal: verifier.#cut.signal,
    });
    verifier.status = response.status;
    if (response.ok) void verifier.#read(response);
    else await response.text();
    return verifier;
  }

  of(event: string): Heard[] {
    return this.heard.filter((each) => each.event === event);
  }

  /** Answers when that is so; what never becomes so is a test that takes too long. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo())
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
  }

  /** Until a beat says that everything that is committed now was told. */
  async caughtUp(): Promise<void> {
    const beats = this.of("beat").length;
    // The first may have been asked for before.
    await this.until(() => this.of("beat").length >= beats + 2 || this.ended);
  }

  cut(): void {
    this.#cut.abort();
  }

  async #read(response: Response): Promise<void> {
    let text = "";
    const decoder = new TextDecoder();
    try {
      for await (const part of response.body ?? []) {
        text += decoder.decode(part, { stream: true });
        const blocks = text.split("\n\n");
        text = blocks.pop() ?? "";
        for (const block of blocks) this.#take(block);
        this.#wake();
      }
    } catch {
      // It was cut.
    }
    this.ended = true;
    this.#wake();
  }

  #take(block: string): void {
    const fields = new Map(block.split("\n").map((line) => line.split(/: (.*)/s, 2) as [string, string]));
    if (fields.has("retry")) this.retry = Number(fields.get("retry"));
    const event = fields.get("event");
    if (event === undefined) return;
    this.lastId = fields.get("id") ?? this.lastId;
    this.heard.push({ event, id: fields.get("id") ?? null, data: JSON.parse(fields.get("data") ?? "null") });
  }
}

export const basic = ({ id, secret }: { id: string; secret: string }) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
});
