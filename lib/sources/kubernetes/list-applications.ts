import { setImmediate as breathe } from "node:timers/promises";
import { z } from "zod";
import { readJson, refusalOf } from "./answer";
import { type Api, pause } from "./api";
import { type Application, readApplication } from "./application";
import { AnswerTooLarge, ClusterError } from "./cluster-error";
import type { Listing } from "./listing";
import { type Scope, scopePath, scopeQuery, scopeWords } from "./scope";
import { pauseAfter } from "./timing";

export const mostApplications = 20_000;
// A page of whole objects with status and managed fields is parsed in one go, in the process that serves people.
const mostPageBytes = 32 * 1024 * 1024;
const pageSizes = [500, 50, 5];
const mostPages = 5_000;
const mostRestarts = 3;
const mostTries = 5;
/** Longer than this nobody waits for an answer; the follower does. */
const longestPauseMs = 10_000;

const page = z.object({
  kind: z.literal("ApplicationList"),
  metadata: z.object({ resourceVersion: z.string().min(1), continue: z.string().optional() }),
  items: z.array(z.unknown()),
});

/**
 * All Applications of a scope at one moment. Throws a ClusterError rather than to give a part of them: when a page fails,
 * when pages are of different moments, when the list expires three times while it is read.
 */
export async function listApplications(
  api: Api,
  scope: Scope,
  options: { addons: boolean },
): Promise<Listing> {
  let size = 0;
  for (let restarts = 0; ; ) {
    try {
      return await listOnce(api, scope, { ...options, limit: pageSizes[size] ?? 1 });
    } catch (error) {
      if (error instanceof AnswerTooLarge && size < pageSizes.length - 1) size += 1;
      else if (error instanceof ClusterError && error.isExpired && restarts < mostRestarts) restarts += 1;
      else throw error;
    }
  }
}

async function listOnce(
  api: Api,
  scope: Scope,
  { addons, limit }: { addons: boolean; limit: number },
): Promise<Listing> {
  const applications = new Map<string, Application>();
  let resourceVersion: string | undefined;
  let token: string | undefined;
  let seen = 0;
  // Without a resourceVersion the answer is as of now, never from a cache.
  for (let pages = 0; pages < mostPages; pages += 1) {
    const { metadata, items } = await readPage(api, scope, {
      limit: String(limit),
      ...(token === undefined ? {} : { continue: token }),
    });
    resourceVersion ??= metadata.resourceVersion;
    if (metadata.resourceVersion !== resourceVersion)
      throw new ClusterError("The API server sent pages of different moments as one list.", 410);
    seen += items.length;
    if (seen > mostApplications) {
      throw new ClusterError(
        `The cluster holds more than ${mostApplications} Applications ${scopeWords(scope)}. Narrow namespaces or labelSelector.`,
      );
    }
    for (const [index, item] of items.entries()) {
      // A large cluster must not keep the process from answering.
      if (index % 50 === 49) await breathe();
      const application = readApplication(item, { addons });
      if (!application.isGone) applications.set(application.path, application);
    }
    token = metadata.continue || undefined;
    if (token === undefined) return { resourceVersion, applications };
  }
  throw new ClusterError("The list of Applications does not end.");
}

/** One page. What passes by itself is tried again a few times, after as long as the API server asks for. */
async function readPage(
  api: Api,
  scope: Scope,
  query: Record<string, string>,
): Promise<z.infer<typeof page>> {
  for (let tries = 1; ; tries += 1) {
    const answer = await api.send({
      path: scopePath(scope),
      query: { ...scopeQuery(scope), ...query },
      silenceMs: api.timing.answerMs,
      withinMs: api.timing.answerMs,
      signal: api.signal,
    });
    if (answer.statusCode === 200) {
      const parsed = page.safeParse(await readJson(answer, mostPageBytes));
      if (parsed.success) return parsed.data;
      throw new ClusterError("The API server's answer is not a list of Applications.");
    }
    const refusal = await refusalOf(answer, { verb: "list", where: scopeWords(scope) });
    const waitMs = pauseAfter(tries, refusal.retryAfterMs, api.timing);
    if (!refusal.isPassing || tries === mostTries || waitMs > longestPauseMs || api.signal.aborted)
      throw refusal;
    await pause(api, waitMs);
  }
}
