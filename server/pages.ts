import { createServer } from "node:http";
import type { Config } from "@/lib/config/config";
import type { Pages } from "./listener";

/** Next, without a port of its own. */
export async function startPages(
  config: Config,
  root: string,
): Promise<{ handle: Pages; close(): Promise<void> }> {
  // Read when Next and next-auth load: signals are ours, and there is one address.
  process.env.NEXT_MANUAL_SIG_HANDLE = "1";
  process.env.NEXT_TELEMETRY_DISABLED = "1";
  process.env.NEXTAUTH_URL = config.baseUrl;
  // Where Next finds itself: the public address may not be reachable from in here.
  process.env.__NEXT_PRIVATE_ORIGIN = `http://localhost:${config.port}`;
  const { default: next } = await import("next");
  const { hostname } = new URL(config.baseUrl);
  // Next would listen for upgrades on our server; it gets one on which none ever comes.
  const app = next({ dev: false, dir: root, hostname, port: config.port, httpServer: createServer() });
  await app.prepare();
  return { handle: app.getRequestHandler(), close: () => app.close() };
}
