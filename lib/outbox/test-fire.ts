import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { answerIn, type Weather } from "./test-weather";

/** For the tests under fire: a webhook receiver that remembers, for each message that it took, its id and about what it was. */
export interface FireReceiver {
  port: number;
  weather: Weather;
  took: { id: string; about: string; type: string }[];
  close(): Promise<void>;
}

export async function startFireReceiver(): Promise<FireReceiver> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    await answerIn(peer.weather, response, () => {
      const { type, data } = JSON.parse(body);
      peer.took.push({ id: String(request.headers["webhook-id"]), about: data.requestId, type });
      return { status: 204 };
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const peer: FireReceiver = {
    port: (server.address() as AddressInfo).port,
    weather: "fine",
    took: [],
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return peer;
}
