import { Ended, rememberedMs } from "./ended.js";
import type { Issuer } from "./issuer.js";
import { Liveness } from "./liveness.js";
import type { Settings } from "./options.js";
import { RevocationStream } from "./revocation-stream.js";
import { StatusLists } from "./status-lists.js";
import type { TokenCache, Verified } from "./token-cache.js";

/** While the stream tells of every end, a status list is only needed for tokens that come for the first time. */
const firstSightMs = 10_000;
/** A list may be of the second before, and a cache on the way may keep it for one more. */
const listLagMs = 2_000;
// What ended while such a list was on its way is still remembered when the list is read.
if (firstSightMs + listLagMs >= rememberedMs) throw new Error("ends are forgotten too soon");

/**
 * Whether verified tokens still stand, by the stream of revocations, by status lists, or by asking for each (ADR 28). The stream is
 * trusted only while it beats; without it the lists are polled; without those nothing is known, and the caller refuses.
 */
export class Freshness {
  readonly #stream: RevocationStream | undefined;
  readonly #lists: StatusLists | undefined;
  readonly #liveness: Liveness;
  readonly #ended: Ended;

  constructor(
    readonly settings: Settings,
    issuer: Issuer,
    readonly cache: TokenCache,
  ) {
    this.#ended = new Ended(settings.monotonicClock);
    this.#liveness = new Liveness(settings);
    if (settings.freshness !== "introspection") this.#lists = new StatusLists(settings, issuer);
    if (settings.freshness === "push")
      this.#stream = new RevocationStream(settings, ({ jti, grant }) => {
        if (jti !== null) this.#end(`jti ${jti}`);
        if (grant !== null) this.#end(`grant ${grant}`);
        if (jti !== null) cache.forgetToken(jti);
        if (grant !== null) cache.forgetGrant(grant);
      });
  }

  /** What is known without asking. */
  known(found: Verified, token: string, endpoint: string): boolean | undefined {
    const stream = this.#stream;
    if (!stream) return this.#said(found, token, endpoint, this.settings.maxStalenessMs)?.live;
    const { standing } = found;
    const isFresh = stream.isFresh();
    if (isFresh && standing.confirmedIn === stream.stretch) return true;
    if (this.#hasEnded(found)) return false;
    if (isFresh) {
      const said = this.#said(found, token, endpoint, firstSightMs);
      const covered = stream.coveredSince + (found.status ? listLagMs : 0);
      if (said && said.askedAt >= covered) {
        if (said.live) standing.confirmedIn = stream.stretch;
        return said.live;
      }
    }
    return this.#said(found, token, endpoint, this.settings.maxStalenessMs)?.live;
  }

  /** Asks. Throws when there is no answer. */
  async ask(found: Verified, token: string, endpoint: string): Promise<boolean> {
    const live =
      found.status && this.#lists
        ? (await this.#lists.ask(found.status)).live
        : await this.#liveness.ask(found.access.id, token, endpoint);
    return live && !this.#hasEnded(found);
  }

  close(): void {
    this.#stream?.close();
  }

  #said({ status, access }: Verified, token: string, endpoint: string, maxAgeMs: number) {
    return status && this.#lists
      ? this.#lists.known(status, maxAgeMs)
      : this.#liveness.known(access.id, token, endpoint, maxAgeMs);
  }

  #end(id: string): void {
    // More ended than can be remembered one by one: then everything is looked up once more.
    if (!this.#ended.add(id)) this.#stream?.beginStretch();
  }

  #hasEnded({ access }: Verified): boolean {
    return this.#ended.has(`jti ${access.id}`) || this.#ended.has(`grant ${access.grant.id}`);
  }
}
