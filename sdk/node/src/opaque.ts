import { BoundedMap } from "./bounded-map.js";
import { type CheckedToken, checkContent, type Objection } from "./claims.js";
import { introspect } from "./liveness.js";
import type { Settings } from "./options.js";
import type { JsonObject } from "./strict-json.js";

/** A token that says nothing by itself. It has one spelling. */
export const isOpaque = (token: string): boolean => /^dpo_[A-Za-z0-9_-]{43}$/.test(token);

const ended: Objection = {
  reason: "revoked",
  detail: "This access has ended, or it never was. Ask for it again if it is still needed.",
};

/** Opaque tokens: what they say is asked (RFC 7662), under the same rules, and goes stale like every answer. */
export class OpaqueTokens {
  readonly #answers: BoundedMap<{ found: CheckedToken | Objection; askedAt: number }>;
  readonly #pending = new Map<string, Promise<CheckedToken | Objection>>();

  constructor(readonly settings: Settings) {
    this.#answers = new BoundedMap(settings.limit);
  }

  known(token: string): CheckedToken | Objection | undefined {
    const answer = this.#answers.get(token);
    if (!answer) return undefined;
    const age = this.settings.monotonicClock() - answer.askedAt;
    return age < 0 || age > this.settings.maxStalenessMs ? undefined : answer.found;
  }

  ask(token: string, endpoint: string): Promise<CheckedToken | Objection> {
    const pending = this.#pending.get(token);
    if (pending) return pending;
    const asked = this.#ask(token, endpoint).finally(() => this.#pending.delete(token));
    this.#pending.set(token, asked);
    return asked;
  }

  async #ask(token: string, endpoint: string): Promise<CheckedToken | Objection> {
    const askedAt = this.settings.monotonicClock();
    const found = this.#read(await introspect(this.settings, token, endpoint));
    this.#answers.set(token, { found, askedAt });
    return found;
  }

  #read({ active, token_type: type, ...claims }: JsonObject): CheckedToken | Objection {
    if (active !== true) return ended;
    if (type === "DPoP" && claims.cnf === undefined)
      return { reason: "missing-claim", detail: "The token is bound to a key that is not named." };
    const text = JSON.stringify(claims);
    return checkContent(claims, () => JSON.parse(text), this.settings);
  }
}
