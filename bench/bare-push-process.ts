import http from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";

// The least that telling can be: LISTEN, and every notification written to every stream.
const [databaseUrl = ""] = process.argv.slice(2);
const streams = new Set<http.ServerResponse>();
const client = new pg.Client({ connectionString: databaseUrl });
await client.connect();
client.on("error", () => {});
client.on("notification", ({ payload }) => {
  for (const stream of streams) stream.write(`data: ${payload}\n\n`);
});
await client.query("listen bench_push");
const server = http.createServer((_request, response) => {
  response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
  streams.add(response);
  response.on("close", () => streams.delete(response));
});
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
process.on("disconnect", () => process.exit(0));
