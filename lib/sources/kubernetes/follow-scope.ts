import type { Logger } from "@/lib/log/log";
import { reviewAccess } from "./access-review";
import { type Api, pause } from "./api";
import { ClusterError } from "./cluster-error";
import { listApplications } from "./list-applications";
import { applyEvent, differ, type Listing } from "./listing";
import { type Scope, scopeWords } from "./scope";
import { pauseAfter } from "./timing";
import { watchEvents } from "./watch-events";

/** The Applications of one scope, kept in memory while they are watched. */
export interface Follower {
  /**
   * The whole state: what is known while a watch is open, else a new list. Never older than what it gave before. Throws
   * with words when the state is not known whole.
   */
  read(): Promise<Listing>;
  /** Follows until the source is closed. Calls back for real changes, and when a read that failed would succeed now. */
  follow(onChange: () => void): Promise<void>;
}

/** After this many failures the version to go on from may be what the server stumbles over. */
const failuresUntilNewList = 5;

/** Keeps the state of one scope. A list never runs beside a watch, so the state has one writer and only goes forward. */
export function followScope(
  api: Api,
  scope: Scope,
  { addons, log }: { addons: boolean; log: Logger },
): Follower {
  let state: Listing | undefined;
  let isLive = false;
  let isReviewed = false;
  let owesChange = false;
  let listing: Promise<Listing> | undefined;
  let watching: AbortController | undefined;

  const list = () => {
    // A watch that is about to open would bring events that the list may or may not know.
    watching?.abort();
    listing ??= listWhole().finally(() => {
      listing = undefined;
    });
    return listing;
  };

  const listWhole = async () => {
    if (!isReviewed) await review();
    isReviewed = true;
    state = await listApplications(api, scope, { addons });
    return state;
  };

  const review = async () => {
    const refused = await reviewAccess(api, scope, "list");
    if (refused !== null) throw new ClusterError(refused, 403);
    const unwatched = await reviewAccess(api, scope, "watch");
    if (unwatched !== null) log.warn(unwatched);
  };

  const watchFrom = async (from: Listing, onChange: () => void, onLive: () => void) => {
    const attempt = new AbortController();
    watching = attempt;
    const signal = AbortSignal.any([attempt.signal, api.signal]);
    const onOpen = () => {
      isLive = true;
      onLive();
      if (owesChange) onChange();
      owesChange = false;
    };
    const { resourceVersion } = from;
    try {
      for await (const event of watchEvents(api, scope, { addons, resourceVersion, onOpen, signal })) {
        if (signal.aborted) return;
        if (applyEvent(from, event)) onChange();
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      isLive = false;
      watching = undefined;
    }
  };

  return {
    async read() {
      try {
        return isLive && state ? state : await list();
      } catch (error) {
        owesChange = true;
        throw error;
      }
    },

    async follow(onChange) {
      let failures = 0;
      // Counted apart: a version that is forgotten is no sign of trouble, but lists are dear.
      let expiries = 0;
      let expired: Listing | undefined;
      let trouble: string | undefined;
      const onLive = () => {
        if (trouble !== undefined) log.info(`The cluster is followed again ${scopeWords(scope)}.`);
        trouble = undefined;
      };
      while (!api.signal.aborted) {
        const begun = performance.now();
        await listing?.catch(() => undefined);
        const from = state;
        try {
          if (!from || from === expired) {
            const found = await list();
            if (!from || differ(from, found)) onChange();
            continue;
          }
          await watchFrom(from, onChange, onLive);
        } catch (error) {
          if (api.signal.aborted) return;
          // What held for long has not failed again, it has failed anew.
          if (performance.now() - begun > api.timing.longestPauseMs) failures = expiries = 0;
          const refusal = error instanceof ClusterError ? error : null;
          const isExpired = refusal?.isExpired ?? false;
          const tries = isExpired ? ++expiries : ++failures;
          if (isExpired || tries % failuresUntilNewList === 0) expired = state;
          const words = error instanceof Error ? error.message : "unknown error";
          if (words !== trouble) log.warn(`The cluster cannot be followed ${scopeWords(scope)}: ${words}`);
          trouble = words;
          await pause(api, pauseAfter(tries, refusal?.retryAfterMs ?? null, api.timing));
          continue;
        }
        // A server that ends every watch at once must not be asked without a pause.
        if (performance.now() - begun < api.timing.firstPauseMs) failures += 1;
        else failures = expiries = 0;
        if (failures > 0) await pause(api, pauseAfter(failures, null, api.timing));
      }
    },
  };
}
