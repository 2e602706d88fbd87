import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { AppError } from "@/lib/errors/app-error";

/** How long a client may take to send its headers, and the whole request. */
const patience = { headersWithinMs: 10_000, requestWithinMs: 30_000, checkEveryMs: 1_000 };
/** A little longer than the idle time of common load balancers, so that they close first. */
const keepAliveMs = 75_000;
/** Of a connection on which nothing moves, in whichever direction; event streams beat more often. */
const stillMs = 60_000;
const idleSweepMs = 50;

/** Listens on `port` of every interface. Throws when the port is taken. */
export async function listen(
  listener: RequestListener,
  port: number,
  { headersWithinMs, requestWithinMs, checkEveryMs } = patience,
): Promise<Server> {
  const server = createServer(
    {
      headersTimeout: headersWithinMs,
      requestTimeout: requestWithinMs,
      connectionsCheckingInterval: checkEveryMs,
      keepAliveTimeout: keepAliveMs,
    },
    listener,
  );
  server.timeout = stillMs;
  server.listen(port);
  await once(server, "listening").catch((error: unknown) => {
    const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    throw taken
      ? new AppError("conflict", `Port ${port} is taken. Stop what listens there, or set PORT.`)
      : error;
  });
  return server;
}

/** Takes no new connection, lets requests in flight finish for `graceMs`, then cuts what is left. */
export async function stopListening(server: Server, graceMs: number): Promise<void> {
  const closed = once(server, "close");
  server.close();
  // A connection becomes idle when its last answer is out; nothing else tells us.
  const sweep = setInterval(() => server.closeIdleConnections(), idleSweepMs);
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}
