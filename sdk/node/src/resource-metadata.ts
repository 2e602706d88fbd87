import { fetchJson } from "./fetch-json.js";
import type { Settings } from "./options.js";
import type { JsonObject } from "./strict-json.js";

const freshMs = 300_000;
const coolDownMs = 2_000;

/** What Daypass says about this service (RFC 9728), for callers that ask the service itself. */
export class ResourceMetadata {
  #known: { content: JsonObject; at: number } | undefined;
  #pending: Promise<JsonObject> | undefined;
  #attemptedAt = Number.NEGATIVE_INFINITY;

  constructor(readonly settings: Settings) {}

  /** At most five minutes old; older only while Daypass does not answer. Throws when it never did. */
  async get(): Promise<JsonObject> {
    const now = this.settings.monotonicClock();
    const known = this.#known;
    if (known && (now - known.at < freshMs || now - this.#attemptedAt < coolDownMs)) return known.content;
    this.#pending ??= this.#fetch(now).finally(() => {
      this.#pending = undefined;
    });
    return this.#pending.catch((error: unknown) => {
      if (known) return known.content;
      throw error;
    });
  }

  async #fetch(now: number): Promise<JsonObject> {
    this.#attemptedAt = now;
    const { fetch, issuer, service } = this.settings;
    const path = service.split("/").map(encodeURIComponent).join("/");
    const content = await fetchJson(fetch, `${issuer}/oauth/protected-resources/${path}`);
    if (typeof content.resource !== "string") throw new Error(`${issuer} does not describe ${service}`);
    this.#known = { content, at: now };
    return content;
  }
}
