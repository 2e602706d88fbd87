import { type Fetch, fetchJson } from "./fetch-json.js";
import { importVerificationKey, type VerificationKey } from "./jwk.js";

/** What an issuer publishes, as of one moment. */
export interface Published {
  keys: ReadonlySet<VerificationKey>;
  introspectionEndpoint: string;
}

/** Keys are fetched again after this, so that one that was removed stops working. */
const freshMs = 60_000;
/** Older than this, nothing is accepted any more. */
const longestAgeMs = 300_000;
/** At most one attempt in this time, however many tokens name keys that nobody has. */
const coolDownMs = 2_000;

/** Follows the metadata (RFC 8414) and the keys of one issuer. */
export class Issuer {
  #published: (Published & { at: number }) | undefined;
  #refresh: Promise<void> | undefined;
  #attemptedAt = Number.NEGATIVE_INFINITY;
  #failure: unknown;

  constructor(
    readonly url: string,
    readonly fetch: Fetch,
    readonly clock: () => number,
  ) {}

  /** What is known now, without waiting; starts a refresh when it is getting old. Undefined when it is too old to use. */
  current(): Published | undefined {
    const published = this.#published;
    if (!published) return undefined;
    const age = this.clock() - published.at;
    if (age > freshMs) void this.#attempt();
    return age <= longestAgeMs ? published : undefined;
  }

  /** What is known after a refresh, unless one was made a moment ago. Throws when nothing usable is known. */
  async latest(): Promise<Published> {
    await this.#attempt();
    const published = this.current();
    if (!published) throw new Error(`the keys of ${this.url} cannot be fetched`, { cause: this.#failure });
    return published;
  }

  #attempt(): Promise<void> {
    if (this.#refresh) return this.#refresh;
    const now = this.clock();
    if (now - this.#attemptedAt < coolDownMs) return Promise.resolve();
    this.#attemptedAt = now;
    this.#refresh = this.#fetchAll(now)
      .catch((error: unknown) => {
        this.#failure = error;
      })
      .finally(() => {
        this.#refresh = undefined;
      });
    return this.#refresh;
  }

  async #fetchAll(at: number): Promise<void> {
    const metadata = await fetchJson(this.fetch, metadataUrl(this.url));
    if (metadata.issuer !== this.url) throw new Error(`${this.url} publishes the metadata of another issuer`);
    const introspectionEndpoint = this.#endpoint(metadata.introspection_endpoint);
    const { keys } = await fetchJson(this.fetch, this.#endpoint(metadata.jwks_uri));
    const known = new Map([...(this.#published?.keys ?? [])].map((key) => [key.id, key]));
    const imported = (Array.isArray(keys) ? keys : [])
      .slice(0, 100)
      .flatMap((jwk) => importVerificationKey(jwk) ?? []);
    // A key that is still there stays the same object: what was verified with it stays verified.
    this.#published = {
      keys: new Set(imported.map((key) => known.get(key.id) ?? key)),
      introspectionEndpoint,
      at,
    };
  }

  /** Tokens and the credential are sent there, so it must be the issuer's own. */
  #endpoint(url: unknown): string {
    if (typeof url !== "string" || !URL.canParse(url) || new URL(url).origin !== new URL(this.url).origin)
      throw new Error(`${this.url} names an endpoint that is not its own`);
    return url;
  }
}

/** RFC 8414, section 3.1: the well-known part comes before the path of the issuer. */
function metadataUrl(issuer: string): string {
  const { origin, pathname } = new URL(issuer);
  return `${origin}/.well-known/oauth-authorization-server${pathname === "/" ? "" : pathname}`;
}
