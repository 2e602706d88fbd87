import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { signIn } from "@/lib/db/test-world";
import { createHttp, type Http } from "./http";
import { createListener, type Pages } from "./listener";
import { listen, stopListening } from "./server";
import { sessionCookie } from "./test-http";

let database: TestDatabase;
let http: Http;
let port: number;
let stop: (graceMs: number) => Promise<number>;

const slowPage: Pages = async (_, outgoing) => {
  await new Promise((resolve) => setTimeout(resolve, 400));
  outgoing.end("done");
};

beforeEach(async () => {
  database = await createTestDatabase();
  http = await createHttp(database.runtime);
  const server = await listen(createListener(database.runtime, http, slowPage), 0);
  ({ port } = server.address() as AddressInfo);
  stop = async (graceMs) => {
    const from = performance.now();
    http.drain();
    await stopListening(server, graceMs);
    await http.close();
    return performance.now() - from;
  };
});
afterEach(() => database.drop());

const agent = new Agent({ keepAlive: true });
const request = async (path: string, headers: Record<string, string> = {}) => {
  const [response] = await once(get({ port, path, headers, agent }), "response");
  return response as IncomingMessage;
};
const textOf = async (response: IncomingMessage) => {
  let text = "";
  for await (const chunk of response) text += chunk;
  return text;
};

describe("stopping", () => {
  it("ends open streams and idle connections, and lets what is in flight finish", async () => {
    const riley = await signIn(database.runtime, "riley", []);
    const cookie = await sessionCookie(database.runtime.config, riley);
    const stream = await request("/api/v1/events", { cookie });
    await textOf(await request("/healthz"));
    const inFlight = request("/", { accept: "text/html" });
    await new Promise((resolve) => setTimeout(resolve, 100));

    const stopped = stop(5_000);
    expect(await textOf(await inFlight)).toBe("done");
    expect(await textOf(stream)).toContain("retry:");
    expect(await stopped).toBeLessThan(3_000);
    await expect(request("/healthz")).rejects.toMatchObject({
      code: expect.stringMatching(/^ECONN(REFUSED|RESET)$/),
    });
  });

  it("cuts what does not end in time", async () => {
    const inFlight = request("/", { accept: "text/html" });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const stopped = stop(100);
    await expect(inFlight).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(await stopped).toBeLessThan(1_000);
  });

  it("is not ready any more while it stops, and takes no new stream", async () => {
    const riley = await signIn(database.runtime, "riley", []);
    const cookie = await sessionCookie(database.runtime.config, riley);
    http.drain();
    expect((await request("/readyz")).statusCode).toBe(503);
    expect((await request("/api/v1/events", { cookie })).statusCode).toBe(503);
    await stop(1_000);
  });
});
