import http from "node:http";
import https from "node:https";
import type { Vector } from "@daypass/node/testing";

export interface ServiceAnswer {
  status: number;
  /** The reason of a problem document, where the service gives one. */
  reason: string | null;
}

const timeoutMs = 10_000;
const longestBody = 65_536;

/** Sends one call exactly as it is given: a header that is there twice is sent twice. Throws when no answer comes. */
export function callService(
  url: URL,
  method: string,
  { headers, query }: Pick<Vector, "headers" | "query">,
): Promise<ServiceAnswer> {
  const target = new URL(url);
  if (query !== undefined) target.search = target.search ? `${target.search}&${query}` : query;
  const raw = ["Host", target.host, "Connection", "close", ...headers.flat()];
  const { request } = target.protocol === "https:" ? https : http;
  return new Promise((resolve, reject) => {
    const call = request(target, { method, headers: raw, timeout: timeoutMs }, (response) => {
      readBody(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, reason: reasonOf(body) }),
        reject,
      );
    });
    call.on("timeout", () => call.destroy(new Error("no answer within 10 s")));
    call.on("error", reject);
    call.end();
  });
}

async function readBody(response: http.IncomingMessage): Promise<string> {
  let body = "";
  for await (const part of response) if (body.length < longestBody) body += part;
  return body;
}

function reasonOf(body: string): string | null {
  try {
    const { reason } = JSON.parse(body) ?? {};
    return typeof reason === "string" ? reason : null;
  } catch {
    return null;
  }
}
