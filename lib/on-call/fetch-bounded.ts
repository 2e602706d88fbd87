import { webUrl } from "@/lib/config/web-url";
import { ScheduleProblem } from "./shift";

const mostBytes = 1_048_576;
const mostRedirects = 3;
const timeLimitMs = 15_000;

/**
 * The text behind an address of daypass.yaml: at most 1 MiB, within a time limit, and never from another host than the one that
 * the admin named. Throws a ScheduleProblem that does not hold the address, which may be a secret.
 */
export async function fetchBounded(address: string, headers: Record<string, string> = {}): Promise<string> {
  const signal = AbortSignal.timeout(timeLimitMs);
  let url = new URL(address);
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const response = await ask(url, headers, signal);
    const location =
      response.status >= 300 && response.status < 400 ? response.headers.get("location") : null;
    if (location === null) return readBody(response, signal);
    await response.body?.cancel();
    url = nextUrl(location, url);
  }
  throw new ScheduleProblem("leads from one address to the next and never ends");
}

async function ask(url: URL, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
  if (!webUrl(url.href)) throw new ScheduleProblem("is not reached over https");
  try {
    return await fetch(url, { headers, redirect: "manual", signal });
  } catch {
    throw new ScheduleProblem(signal.aborted ? "did not answer in time" : "could not be reached");
  }
}

function nextUrl(location: string, from: URL): URL {
  if (!URL.canParse(location, from.href)) throw new ScheduleProblem("sends to an address that is none");
  const next = new URL(location, from.href);
  if (next.origin !== from.origin)
    throw new ScheduleProblem("sends to another host, which is not followed: name the last address itself");
  return next;
}

async function readBody(response: Response, signal: AbortSignal): Promise<string> {
  if (!response.ok) {
    await response.body?.cancel();
    throw new ScheduleProblem(`answered ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > mostBytes) break;
      chunks.push(chunk);
    }
  } catch {
    throw new ScheduleProblem(
      signal.aborted ? "did not answer in time" : "stopped in the middle of its answer",
    );
  }
  if (bytes > mostBytes) throw new ScheduleProblem("is larger than 1 MiB");
  return Buffer.concat(chunks).toString("utf8");
}
