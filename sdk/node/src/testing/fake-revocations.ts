import type { IncomingMessage, ServerResponse } from "node:http";

interface Told {
  position: number;
  data: { at: number; grant: string | null; jti: string | null; reason: string };
}

/** The stream of revocations of a fake issuer, with replay. A test can make it fall silent, or cut it. */
export function createFakeRevocations(clock: () => number) {
  const told: Told[] = [];
  const listeners = new Map<ServerResponse, NodeJS.Timeout>();
  const state = {
    /** "silent": connections stay, and nothing comes. "refuses": 503. */
    stream: "works" as "works" | "silent" | "refuses",
    /** Forget what was told: whoever comes back hears "reset". */
    forgetful: false,
    /** By how much beats pretend to be late. */
    lateByMs: 0,
    connections: 0,
  };
  const write = (res: ServerResponse, event: string, data: unknown, id?: number) => {
    if (state.stream !== "silent")
      res.write(`${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const tell = (res: ServerResponse, { position, data }: Told) => write(res, "revoked", data, position);
  return {
    state,
    handle(req: IncomingMessage, res: ServerResponse, url: URL): void {
      state.connections += 1;
      if (state.stream === "refuses") {
        res.writeHead(503).end();
        return;
      }
      const beat = Math.min(15_000, Math.max(100, Number(url.searchParams.get("beat") ?? 500)));
      res.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      res.write("retry: 100\n\n");
      write(res, "hello", { at: clock(), beat });
      const last = req.headers["last-event-id"];
      if (last !== undefined && state.forgetful) write(res, "reset", {});
      else if (last !== undefined) for (const one of told) if (one.position > Number(last)) tell(res, one);
      const sendBeat = () => write(res, "beat", { at: clock() - state.lateByMs });
      sendBeat();
      listeners.set(res, setInterval(sendBeat, beat).unref());
      res.on("close", () => {
        clearInterval(listeners.get(res));
        listeners.delete(res);
      });
    },
    revoke(jti: string | null, grant: string | null, reason = "revoked"): void {
      const one = { position: told.length + 1, data: { at: clock(), grant, jti, reason } };
      told.push(one);
      for (const res of listeners.keys()) tell(res, one);
    },
    /** Ends all connections at once. */
    cut(): void {
      for (const res of listeners.keys()) res.destroy();
    },
  };
}
