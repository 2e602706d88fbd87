import { isObject, type JsonObject } from "./strict-json.js";

export type Fetch = typeof globalThis.fetch;

const timeoutMs = 3_000;
const longestAnswer = 1_048_576;

/** Fetches a JSON object: no redirects, at most 3 s, at most 1 MiB. Throws for everything else. */
export async function fetchJson(fetch: Fetch, url: string, init: RequestInit = {}): Promise<JsonObject> {
  const { text } = await fetchText(fetch, url, init);
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw new Error(`${url} did not answer with a JSON object`);
  return value;
}

/** Fetches a text under the same limits. 304 is an answer where the call asked for it. */
export async function fetchText(
  fetch: Fetch,
  url: string,
  init: RequestInit = {},
): Promise<{ status: number; headers: Headers; text: string }> {
  const response = await fetch(url, { ...init, redirect: "error", signal: AbortSignal.timeout(timeoutMs) });
  const { status, headers } = response;
  if (!response.ok && status !== 304) {
    await response.body?.cancel();
    throw new Error(`${url} answered ${status}`);
  }
  return { status, headers, text: await readText(response, url) };
}

async function readText(response: Response, url: string): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > longestAnswer) throw new Error(`${url} answered with more than 1 MiB`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
