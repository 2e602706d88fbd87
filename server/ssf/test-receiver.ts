import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A receiver of pushed security event tokens on loopback (RFC 8935). Each answer can be chosen. */
export async function startTestReceiver() {
  const state = {
    answer: 202,
    body: "",
    sets: [] as { token: string; headers: Record<string, unknown> }[],
  };
  const server = createServer((req, res) => {
    let token = "";
    req.on("data", (part) => {
      token += part;
    });
    req.on("end", () => {
      state.sets.push({ token, headers: req.headers });
      res.writeHead(state.answer, { "content-type": "application/json" }).end(state.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    state,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
