import { z } from "zod";
import { refusalIn, refusalOf } from "./answer";
import type { Api } from "./api";
import { type Application, readApplication } from "./application";
import { ClusterError } from "./cluster-error";
import { linesOf } from "./lines";
import { type Scope, scopePath, scopeQuery, scopeWords } from "./scope";

/** What happened after the version that a watch began with. */
export type WatchEvent =
  | { type: "put" | "delete"; resourceVersion: string; application: Application }
  | { type: "bookmark"; resourceVersion: string };

/** etcd takes objects of 1.5 MiB; JSON and managed fields add to that. */
const mostLineBytes = 8 * 1024 * 1024;

const line = z.object({ type: z.string(), object: z.unknown().optional() });
const bookmark = z.object({ metadata: z.object({ resourceVersion: z.string().min(1).max(100) }) });

/**
 * What happens to the Applications of a scope after `resourceVersion`. Ends when the API server ends the watch; throws a
 * ClusterError when it refuses (410: list again), falls silent, or sends what is no event.
 */
export async function* watchEvents(
  api: Api,
  scope: Scope,
  { addons, signal, resourceVersion, onOpen }: WatchOptions,
): AsyncGenerator<WatchEvent> {
  const answer = await api.send({
    path: scopePath(scope),
    query: {
      ...scopeQuery(scope),
      watch: "1",
      resourceVersion,
      allowWatchBookmarks: "true",
      timeoutSeconds: String(api.timing.watchSeconds),
    },
    silenceMs: api.timing.silenceMs,
    signal,
  });
  if (answer.statusCode !== 200) throw await refusalOf(answer, { verb: "watch", where: scopeWords(scope) });
  onOpen();
  try {
    for await (const text of linesOf(answer, mostLineBytes)) {
      const event = readEvent(text, addons);
      if (event) yield event;
    }
  } catch (error) {
    if (error instanceof ClusterError) throw error;
    throw new ClusterError("The connection to the API server was cut during a watch.");
  }
}

interface WatchOptions {
  addons: boolean;
  resourceVersion: string;
  /** Called when the API server has begun to answer. */
  onOpen: () => void;
  signal: AbortSignal;
}

function readEvent(text: string, addons: boolean): WatchEvent | null {
  const { type, object } = parseLine(text);
  if (type === "ERROR") throw refusalIn(object);
  if (type === "BOOKMARK") {
    const parsed = bookmark.safeParse(object);
    if (!parsed.success) throw new ClusterError("The API server sent a bookmark without a version.");
    return { type: "bookmark", resourceVersion: parsed.data.metadata.resourceVersion };
  }
  if (type !== "ADDED" && type !== "MODIFIED" && type !== "DELETED") return null;
  const application = readApplication(object, { addons });
  const { resourceVersion } = application;
  return { type: type === "DELETED" ? "delete" : "put", resourceVersion, application };
}

function parseLine(text: string): z.infer<typeof line> {
  try {
    return line.parse(JSON.parse(text));
  } catch {
    throw new ClusterError("The API server sent a line that is no event.");
  }
}
