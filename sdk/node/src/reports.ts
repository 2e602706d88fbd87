import type { AccessDenied } from "./access-denied.js";
import type { Call } from "./call.js";
import type { Objection } from "./claims.js";
import { fetchText } from "./fetch-json.js";
import type { Settings } from "./options.js";
import { Receipts } from "./receipts.js";

const mostWaiting = 1_000;
const mostAtOnce = 100;
const failuresEveryMs = 1_000;
const receiptsEveryMs = 30_000;

/**
 * Tells Daypass what was refused and which access is in use: in batches, later, and never in the way of a call. What cannot be
 * delivered is dropped, the oldest first.
 */
export class Reports {
  #waiting: Record<string, unknown>[] = [];
  #dropped = 0;
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #failures = 0;
  #telling: Promise<void> = Promise.resolve();
  readonly #receipts = new Receipts();
  readonly #receiptTimer: NodeJS.Timeout | undefined;
  readonly #isNamed: boolean;

  constructor(readonly settings: Settings) {
    // Daypass takes reports of a service under its own name only.
    this.#isNamed = settings.reporting && /^[^/\s]+\/[^/\s]+\/[^/\s]+$/.test(settings.service);
    if (settings.reporting)
      this.#receiptTimer = setInterval(() => void this.#sendReceipts(), receiptsEveryMs).unref();
  }

  get dropped(): number {
    return this.#dropped;
  }

  used(grantId: string, now: number): void {
    if (this.settings.reporting) this.#receipts.add(grantId, now);
  }

  refused(denied: AccessDenied, { token }: Objection, call: Call | undefined): void {
    // Neither says anything about somebody's access.
    if (!this.#isNamed || denied.reason === "no-token" || denied.reason === "check-unavailable") return;
    if (this.#waiting.length >= mostWaiting) {
      this.#waiting.shift();
      this.#dropped += 1;
    }
    const { environments, service, clock } = this.settings;
    this.#waiting.push({
      at: new Date(clock()).toISOString(),
      service,
      environment: environments.length === 1 ? environments[0] : null,
      reason: denied.reason,
      jti: clean(token?.jti, 128),
      subject: clean(token?.subject, 255),
      scopeRequired: denied.context.scopes.slice(0, 50).map((scope) => scope.slice(0, 256)),
      method: clean(call?.method, 16),
      path: clean(pathOf(call?.url), 1_000),
    });
    this.#schedule();
  }

  /** Delivers what is there, once. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    clearInterval(this.#receiptTimer);
    await this.#sending;
    await Promise.all([this.#sendFailures(), this.#sendReceipts()]);
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    if (this.#timer || this.#sending) return;
    const wait = Math.min(30_000, failuresEveryMs * 2 ** Math.min(this.#failures, 5));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#sending = this.#sendFailures().finally(() => {
        this.#sending = undefined;
        if (this.#waiting.length > 0) this.#schedule();
      });
    }, wait).unref();
  }

  async #sendFailures(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const items = this.#waiting.splice(0, mostAtOnce);
    const isDelivered = await this.#post("/api/v1/assertions", items);
    this.#failures = isDelivered ? 0 : this.#failures + 1;
    if (isDelivered) return;
    const room = mostWaiting - this.#waiting.length;
    this.#dropped += Math.max(0, items.length - room);
    this.#waiting = [...items.slice(Math.max(0, items.length - room)), ...this.#waiting];
  }

  /** What waits by now, one after the other, until something is not taken. What comes meanwhile waits for the next time: where much is used there is always more. */
  #sendReceipts(): Promise<void> {
    this.#telling = this.#telling.then(async () => {
      for (let left = this.#receipts.batches; left > 0; left--) {
        const batch = this.#receipts.next();
        if (!batch || !(await this.#post("/api/v1/usage", batch.items, { "idempotency-key": batch.key })))
          return;
        this.#receipts.delivered();
      }
    });
    return this.#telling;
  }

  /** Whether Daypass has it, or never will: it said no to exactly this. */
  async #post(path: string, items: readonly unknown[], more: Record<string, string> = {}): Promise<boolean> {
    const { fetch, issuer, basic } = this.settings;
    let refused = false;
    const watching: typeof fetch = async (url, init) => {
      const response = await fetch(url, init);
      refused = response.status >= 400 && response.status < 500 && response.status !== 429;
      return response;
    };
    const headers = { authorization: basic, "content-type": "application/json", ...more };
    return fetchText(watching, `${issuer}${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify({ items }),
    }).then(
      () => true,
      () => refused,
    );
  }
}

/** Without what Daypass would not take: control characters, and what is too long. */
function clean(text: string | undefined, most: number): string | null {
  return text === undefined ? null : text.replace(/\p{C}/gu, "?").slice(0, most);
}

const pathOf = (url: string | undefined) =>
  url !== undefined && URL.canParse(url) ? new URL(url).pathname : undefined;
