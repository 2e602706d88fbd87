import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { type Attempt, attemptMs, failureOf, type OutboxMessage } from "@/lib/outbox/message";
import type { Runtime } from "@/lib/runtime/runtime";
import { signingKey } from "@/lib/tokens/keys";
import { unseal } from "@/lib/tokens/seal";
import { signJws } from "@/lib/tokens/sign-jws";
import { lookupOutside, reachOf } from "./reachable";
import { audienceOf, authorizationPurpose, type StreamRow } from "./row";
import { type SignalEvent, setClaims } from "./set";
import { findStream, hold } from "./store";

export const isForSignals = (destination: string) => destination.startsWith("signals:");

/** Pushes an event to its receiver (RFC 8935), as its stream is now; what is paused or fetched now waits there instead. */
export async function pushSignal(runtime: Runtime, message: OutboxMessage): Promise<Attempt> {
  const stream = await findStream(runtime.pool, message.destination.slice("signals:".length));
  // Nobody waits for it any more.
  if (!stream || stream.status === "disabled") return { state: "delivered" };
  const event = message.payload as SignalEvent;
  if (stream.method === "poll" || stream.status === "paused" || stream.endpoint_url === null) {
    await hold(runtime.pool, stream.id, message.subject, event);
    return { state: "delivered" };
  }
  const reach = reachOf(runtime.config, stream.ref, stream.endpoint_url);
  if ("problem" in reach) return { state: "unreachable", reason: `the receiver's address ${reach.problem}` };
  const { baseUrl } = runtime.config;
  const claims = setClaims(baseUrl, audienceOf(runtime.config, stream.ref), stream.id, event);
  try {
    const token = await signJws("secevent+jwt", claims, await signingKey(runtime));
    return answerOf(await post(reach.url, reach.vouched, token, authorizationOf(runtime, stream)));
  } catch (error) {
    return { state: "failed", failure: failureOf(error) };
  }
}

function authorizationOf({ config }: Runtime, { sealed_authorization }: StreamRow): string | null {
  return sealed_authorization && unseal(config.secret, authorizationPurpose, sealed_authorization);
}

/** 400 means that the receiver understood and does not want it (RFC 8935, section 2.3): the same again would not help. */
function answerOf({ status, text }: { status: number; text: string }): Attempt {
  if (status >= 200 && status < 300) return { state: "delivered" };
  const [, code] = /"err"\s*:\s*"([\w-]{1,40})"/.exec(text) ?? [];
  if (status === 400 && code) return { state: "unreachable", reason: `the receiver refused it: ${code}` };
  return { state: "failed", failure: `the receiver answered ${status}` };
}

const longestAnswerBytes = 16_384;

/** Follows nothing, and goes nowhere inside a network that nobody vouched for. */
function post(
  url: URL,
  vouched: boolean,
  body: string,
  authorization: string | null,
): Promise<{ status: number; text: string }> {
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: "POST",
      agent: false,
      signal: AbortSignal.timeout(attemptMs),
      ...(vouched ? {} : { lookup: lookupOutside }),
      headers: {
        "content-type": "application/secevent+jwt",
        accept: "application/json",
        "content-length": Buffer.byteLength(body),
        ...(authorization === null ? {} : { authorization }),
      },
    });
    outgoing.on("error", reject);
    outgoing.on("response", (incoming) => {
      let text = "";
      incoming.setEncoding("utf8");
      incoming.on("error", reject);
      incoming.on("data", (part: string) => {
        if (text.length < longestAnswerBytes) text += part;
        else incoming.destroy();
      });
      incoming.on("close", () => resolve({ status: incoming.statusCode ?? 0, text }));
    });
    outgoing.end(body);
  });
}
