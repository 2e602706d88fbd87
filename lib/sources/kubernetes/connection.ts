import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { Cluster } from "./cluster";
import { ClusterError } from "./cluster-error";

/** One question to the API server. */
export interface Question {
  method?: "GET" | "POST";
  path: string;
  query?: Record<string, string>;
  body?: unknown;
  /** Without a byte for longer than this, the connection counts as dead. */
  silenceMs: number;
  /** Until the end of the answer, for one that is not a stream. */
  withinMs?: number;
  signal: AbortSignal;
}

/** The only way to a cluster: to the address that the configuration names, and nowhere else. */
export interface Connection {
  /** The answer, of whatever status. Throws a ClusterError when there is none. */
  send(question: Question): Promise<IncomingMessage>;
}

const keepAliveMs = 30_000;

/**
 * Speaks to the cluster that `locate` finds. On 401 it is located anew, because a projected token rotates, and asked once
 * more; after a failure it is located anew for the next question, because authorities rotate too. No connection is used twice: there is none to have gone stale unseen.
 */
export function connect(locate: () => Promise<Cluster>): Connection {
  let located: Promise<Cluster> | undefined;
  const tryOnce = async (question: Question) => {
    located ??= locate();
    const used = located;
    // Another question may have done it already.
    const forget = () => {
      if (located === used) located = undefined;
    };
    try {
      const answer = await ask(await used, question);
      if (answer.statusCode === 401) forget();
      return answer;
    } catch (error) {
      forget();
      throw error;
    }
  };
  return {
    async send(question) {
      const answer = await tryOnce(question);
      if (answer.statusCode !== 401) return answer;
      answer.destroy();
      return tryOnce(question);
    },
  };
}

/** No redirect is followed and no proxy used: Node's own client knows neither. */
function ask(cluster: Cluster, question: Question): Promise<IncomingMessage> {
  const { server } = cluster;
  const query = new URLSearchParams(question.query).toString();
  const body = question.body === undefined ? null : JSON.stringify(question.body);
  const secure = server.protocol === "https:";
  return new Promise((resolve, reject) => {
    const request = (secure ? https : http).request({
      hostname: server.hostname.replace(/^\[|\]$/g, ""),
      port: server.port || (secure ? 443 : 80),
      path: server.pathname.replace(/\/$/, "") + question.path + (query === "" ? "" : `?${query}`),
      method: question.method ?? "GET",
      agent: false,
      timeout: question.silenceMs,
      signal: question.signal,
      headers: {
        accept: "application/json",
        "user-agent": "daypass",
        ...(cluster.token === null ? {} : { authorization: `Bearer ${cluster.token}` }),
        ...(body === null ? {} : { "content-type": "application/json" }),
      },
      ...(secure ? tls(cluster) : {}),
    });
    request.setSocketKeepAlive(true, keepAliveMs);
    let answer: IncomingMessage | undefined;
    const giveUp = (why: string) =>
      (answer ?? request).destroy(new ClusterError(`The API server at ${server.host} ${why}.`));
    request.on("timeout", () => giveUp(`has been silent for ${seconds(question.silenceMs)}`));
    const { withinMs } = question;
    if (withinMs !== undefined) {
      const deadline = setTimeout(() => giveUp(`has not answered within ${seconds(withinMs)}`), withinMs);
      request.on("close", () => clearTimeout(deadline));
    }
    request.on("response", (response) => {
      answer = response;
      resolve(response);
    });
    request.on("error", (error) => reject(unreachable(server, error)));
    request.end(body ?? undefined);
  });
}

const seconds = (ms: number) => `${Math.round(ms / 1000)} s`;

/** Said in full, so that NODE_TLS_REJECT_UNAUTHORIZED of the environment changes nothing. */
function tls({ ca, servername, certificate, isVerified }: Cluster): https.RequestOptions {
  return {
    rejectUnauthorized: isVerified,
    minVersion: "TLSv1.2",
    ...(ca === null ? {} : { ca }),
    ...(servername === null ? {} : { servername }),
    ...certificate,
  };
}

function unreachable(server: URL, error: Error): ClusterError {
  if (error instanceof ClusterError) return error;
  const why = "code" in error ? String(error.code) : error.message;
  return new ClusterError(`The API server at ${server.host} cannot be reached (${why}).`);
}
