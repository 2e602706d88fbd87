import http from "node:http";

/** Streams of server-sent events that are open, in equal parts at several servers. */
export interface Listeners {
  /** Done when every one of them was told of this grant. */
  allHear(grantId: string): Promise<void>;
  close(): void;
}

export async function openListeners(
  addresses: readonly string[],
  count: number,
  headers: Record<string, string> = {},
): Promise<Listeners> {
  const agent = new http.Agent({ keepAlive: true });
  const awaited = new Map<string, { left: number; done: () => void }>();
  const hear = (grantId: string) => {
    const waiting = awaited.get(grantId);
    if (waiting && --waiting.left === 0) waiting.done();
  };
  const open = (address: string) =>
    new Promise<http.ClientRequest>((resolve, reject) => {
      const request = http.get(address, { agent, headers }, (response) => {
        if (response.statusCode !== 200) return reject(new Error(`${address}: ${response.statusCode}`));
        let rest = "";
        response.setEncoding("utf8");
        response.on("error", () => {});
        response.on("data", (text: string) => {
          const lines = (rest + text).split("\n");
          rest = lines.pop() ?? "";
          for (const line of lines) {
            const [grantId] = /grt_\w+/.exec(line) ?? [];
            if (grantId) hear(grantId);
          }
        });
        resolve(request);
      });
      request.on("error", reject);
    });
  const requests: http.ClientRequest[] = [];
  for (let index = 0; index < count; index++)
    requests.push(await open(addresses[index % addresses.length] ?? ""));
  return {
    allHear: (grantId) =>
      new Promise((done) => {
        awaited.set(grantId, { left: count, done });
      }),
    close() {
      for (const request of requests) request.destroy();
      agent.destroy();
    },
  };
}
