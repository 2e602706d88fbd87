import { BoundedMap } from "./bounded-map.js";
import { type Fetch, fetchJson } from "./fetch-json.js";

export interface LivenessOptions {
  clientId: string;
  clientSecret: string;
  maxStalenessMs: number;
  fetch: Fetch;
  clock: () => number;
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
  readonly #authorization: string;

  constructor(readonly options: LivenessOptions) {
    this.#answers = new BoundedMap(options.limit);
    const credential = `${encodeURIComponent(options.clientId)}:${encodeURIComponent(options.clientSecret)}`;
    this.#authorization = `Basic ${Buffer.from(credential).toString("base64")}`;
  }

  /** The last answer, if it is fresh enough. Asks again ahead of time, so that steady traffic hardly ever waits. */
  known(jti: string, token: string, endpoint: string): boolean | undefined {
    const answer = this.#answers.get(jti);
    if (!answer) return undefined;
    const age = this.options.clock() - answer.askedAt;
    if (age > this.options.maxStalenessMs || age < 0) return undefined;
    if (age > this.options.maxStalenessMs / 2 && answer.live) this.ask(jti, token, endpoint).catch(() => {});
    return answer.live;
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
    const askedAt = this.options.clock();
    const answer = await fetchJson(this.options.fetch, endpoint, {
      method: "POST",
      headers: {
        authorization: this.#authorization,
        "content-type": "application/x-www-form-urlencoded",
        accept: "application/json",
      },
      body: new URLSearchParams({ token, token_type_hint: "access_token" }).toString(),
    });
    const live = answer.active === true && (answer.jti === undefined || answer.jti === jti);
    this.#answers.set(jti, { live, askedAt });
    return live;
  }
}
