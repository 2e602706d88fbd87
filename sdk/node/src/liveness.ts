import { BoundedMap } from "./bounded-map.js";
import { type Fetch, fetchJson } from "./fetch-json.js";
import type { JsonObject } from "./strict-json.js";

export interface LivenessOptions {
  /** The service's credential, as HTTP Basic. */
  basic: string;
  maxStalenessMs: number;
  fetch: Fetch;
  monotonicClock: () => number;
  limit: number;
}

interface Answer {
  live: boolean;
  /** When the question was sent: the answer cannot be older. */
  askedAt: number;
}

/** Whether tokens are still live, by introspection (RFC 7662). Goes by the verified `jti`, never by the token's text. */
export class Liveness {
  readonly #answers: BoundedMap<Answer>;
  readonly #pending = new Map<string, Promise<boolean>>();

  constructor(readonly options: LivenessOptions) {
    this.#answers = new BoundedMap(options.limit);
  }

  /** The last answer, if it is fresh enough. Asks again ahead of time, so that steady traffic hardly ever waits. */
  known(
    jti: string,
    token: string,
    endpoint: string,
    maxAgeMs = this.options.maxStalenessMs,
  ): Answer | undefined {
    const answer = this.#answers.get(jti);
    if (!answer) return undefined;
    const age = this.options.monotonicClock() - answer.askedAt;
    if (age > maxAgeMs || age < 0) return undefined;
    if (age > maxAgeMs / 2 && answer.live) this.ask(jti, token, endpoint).catch(() => {});
    return answer;
  }

  /** Asks, one question at a time for each token. Throws when there is no answer: the caller refuses. */
  ask(jti: string, token: string, endpoint: string): Promise<boolean> {
    const pending = this.#pending.get(jti);
    if (pending) return pending;
    const asked = this.#introspect(jti, token, endpoint).finally(() => this.#pending.delete(jti));
    this.#pending.set(jti, asked);
    return asked;
  }

  async #introspect(jti: string, token: string, endpoint: string): Promise<boolean> {
    const askedAt = this.options.monotonicClock();
    const answer = await introspect(this.options, token, endpoint);
    const live = answer.active === true && (answer.jti === undefined || answer.jti === jti);
    this.#answers.set(jti, { live, askedAt });
    return live;
  }
}

/** What the issuer says of a token (RFC 7662, section 2). Throws when it says nothing. */
export function introspect(
  { fetch, basic }: Pick<LivenessOptions, "fetch" | "basic">,
  token: string,
  endpoint: string,
): Promise<JsonObject> {
  return fetchJson(fetch, endpoint, {
    method: "POST",
    headers: {
      authorization: basic,
      "content-type": "application/x-www-form-urlencoded",
      accept: "application/json",
    },
    body: new URLSearchParams({ token, token_type_hint: "access_token" }).toString(),
  });
}
