import { once } from "node:events";
import net from "node:net";

/** A port of this machine that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0);
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("a socket that listens has a port");
  return address.port;
}
