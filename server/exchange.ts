import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** What is known about one HTTP exchange, for its log line and its metrics. */
export interface Exchange {
  requestId: string;
  startedAt: number;
  /** The pattern that answered, such as "/api/v1/requests/{id}"; never the path itself, which may carry ids. */
  route: string;
}

const exchanges = new WeakMap<IncomingMessage, Exchange>();

const plainId = /^[A-Za-z0-9-]{8,64}$/;

/** Begins an exchange. The caller's X-Request-Id is kept when it is plain; anything else is replaced. */
export function beginExchange(incoming: IncomingMessage, route: string): Exchange {
  const asked = incoming.headers["x-request-id"];
  const requestId = typeof asked === "string" && plainId.test(asked) ? asked : randomUUID();
  const exchange = { requestId, startedAt: performance.now(), route };
  exchanges.set(incoming, exchange);
  setRequestHeader(incoming, "x-request-id", requestId);
  return exchange;
}

export function exchangeOf(incoming: IncomingMessage): Exchange {
  const exchange = exchanges.get(incoming);
  if (!exchange) throw new Error("the listener begins an exchange before anybody asks for it");
  return exchange;
}

/** Sets a header of the incoming request in both forms in which Node gives them out. */
export function setRequestHeader(incoming: IncomingMessage, name: string, value: string): void {
  dropRequestHeaders(incoming, (known) => known === name);
  incoming.headers[name] = value;
  incoming.rawHeaders.push(name, value);
}

export function dropRequestHeaders(incoming: IncomingMessage, drops: (name: string) => boolean): void {
  for (const name of Object.keys(incoming.headers)) if (drops(name)) delete incoming.headers[name];
  const { rawHeaders } = incoming;
  for (let index = rawHeaders.length - 2; index >= 0; index -= 2) {
    if (drops(rawHeaders[index]?.toLowerCase() ?? "")) rawHeaders.splice(index, 2);
  }
}
