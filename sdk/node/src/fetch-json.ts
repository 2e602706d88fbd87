import { isObject, type JsonObject } from "./strict-json.js";

export type Fetch = typeof globalThis.fetch;

const timeoutMs = 3_000;
const longestAnswer = 1_048_576;

/** Fetches a JSON object: no redirects, at most 3 s, at most 1 MiB. Throws for everything else. */
export async function fetchJson(fetch: Fetch, url: string, init: RequestInit = {}): Promise<JsonObject> {
  const response = await fetch(url, { ...init, redirect: "error", signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`${url} answered ${response.status}`);
  }
  const value: unknown = JSON.parse(await readText(response, url));
  if (!isObject(value)) throw new Error(`${url} did not answer with a JSON object`);
  return value;
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
