import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signIn } from "@/lib/db/test-world";
import { createListener, type Pages } from "./listener";
import { listen, stopListening } from "./server";
import { startTestHttp, type TestHttp } from "./test-http";

let web: TestHttp;
// Stands for Next: says what it was asked.
const pages: Pages = async (incoming, outgoing) => {
  let size = 0;
  for await (const chunk of incoming) size += chunk.length;
  outgoing.setHeader("content-type", "application/json");
  outgoing.end(JSON.stringify({ headers: incoming.headers, raw: incoming.rawHeaders, size }));
};

beforeAll(async () => {
  web = await startTestHttp({}, pages);
});
afterAll(() => web.stop());

const get = (path: string, headers: Record<string, string> = {}) => fetch(`${web.url}${path}`, { headers });

describe("what Next gets", () => {
  it("is a nonce of its own in the policy of every page, in the request and in the answer", async () => {
    const answers = await Promise.all([get("/"), get("/")]);
    const nonces = await Promise.all(
      answers.map(async (answer) => {
        const policy = answer.headers.get("content-security-policy") ?? "";
        const { headers } = await answer.json();
        expect(headers["content-security-policy"]).toBe(policy);
        expect(policy).toContain("frame-ancestors 'none'");
        return /script-src 'self' 'nonce-([A-Za-z0-9+/]{22}==)'/.exec(policy)?.[1];
      }),
    );
    expect(nonces[0]).toBeDefined();
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  it("is no header by which a caller could speak for Next or for another address", async () => {
    const { headers, raw } = await (
      await get("/", {
        "x-middleware-subrequest": "middleware:middleware:middleware",
        "x-forwarded-host": "evil.example",
        "content-security-policy": "script-src 'nonce-known'",
      })
    ).json();
    expect(headers).not.toHaveProperty("x-middleware-subrequest");
    expect(headers).toMatchObject({ host: "localhost:3000", "x-forwarded-host": "localhost:3000" });
    expect(JSON.stringify([headers, raw])).not.toMatch(/evil|known|x-middleware/);
  });

  it("is no body over 1 MiB, whether it says how large it is or not", async () => {
    const send = async (body: BodyInit) => {
      const answer = await fetch(`${web.url}/`, { method: "POST", body, ...{ duplex: "half" } });
      return { status: answer.status, ...(await answer.json()) };
    };
    const most = "x".repeat(1024 * 1024);
    const unannounced = (text: string) => new Blob([text]).stream();
    expect(await send(most)).toMatchObject({ status: 200, size: most.length });
    expect(await send(`${most}x`)).toMatchObject({ status: 413, code: "payload-too-large" });
    expect(await send(unannounced(most))).toMatchObject({ status: 200, size: most.length });
    expect(await send(unannounced(`${most}x`))).toMatchObject({ status: 413, code: "payload-too-large" });
  });
});

describe("an address of a page that cannot be read", () => {
  it("is refused, and not handed to Next", async () => {
    for (const path of ["/services/%E0%A4%A", "/edit/%ff", "/requests/%", "/%5C%E0%A4%A"]) {
      const answer = await get(path);
      expect(answer.status, path).toBe(400);
      expect(await answer.json()).toMatchObject({ detail: "This address cannot be read." });
    }
    expect((await get("/services/shop%2Forders?q=%ff")).status).toBe(200);
  });
});

describe("every answer", () => {
  it("carries a request id: the caller's when it is plain, else one of ours", async () => {
    for (const path of ["/", "/healthz", "/api/v1/me", "/api/v1/nothing"]) {
      const kept = await get(path, { "x-request-id": "my-request-1" });
      expect(kept.headers.get("x-request-id")).toBe("my-request-1");
      const replaced = await get(path, { "x-request-id": "<script>alert(1)</script>" });
      expect(replaced.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it("forbids framing and sniffing", async () => {
    for (const path of ["/", "/healthz", "/api/v1/me"]) {
      const { headers } = await get(path);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("strict-transport-security")).toBeNull();
    }
  });
});

describe("behind https", () => {
  it("everything stays there", async () => {
    const secure = await startTestHttp({ baseUrl: "https://daypass.example.com" }, pages);
    const answer = await fetch(`${secure.url}/`);
    expect(answer.headers.get("strict-transport-security")).toBe("max-age=31536000");
    expect(answer.headers.get("content-security-policy")).toContain("upgrade-insecure-requests");
    expect((await answer.json()).headers).toMatchObject({
      host: "daypass.example.com",
      "x-forwarded-proto": "https",
    });
    const riley = await signIn(secure.runtime, "riley", []);
    expect((await (await secure.browser(riley))("GET", "/api/v1/me")).status).toBe(200);
    await secure.stop();
  });
});

describe("a connection", () => {
  const dial = async (port: number, text: string) => {
    const socket = connect(port, "localhost");
    socket.write(text);
    const [chunk] = await once(socket, "data");
    socket.destroy();
    return String(chunk).split("\r\n")[0];
  };

  it("on which a request stops half-way is not kept", async () => {
    const patience = { headersWithinMs: 200, requestWithinMs: 400, checkEveryMs: 50 };
    const server = await listen(createListener(web.runtime, web.http, pages), 0, patience);
    const { port } = server.address() as AddressInfo;
    expect(await dial(port, "GET / HTTP/1.1\r\nhost: local")).toBe("HTTP/1.1 408 Request Timeout");
    const half = "POST /api/v1/me HTTP/1.1\r\nhost: local\r\ncontent-length: 9\r\n\r\nhalf";
    expect(await dial(port, half)).toBe("HTTP/1.1 408 Request Timeout");
    await stopListening(server, 100);
  });

  it("that asks for no path is answered all the same", async () => {
    const port = Number(new URL(web.url).port);
    expect(await dial(port, "GET http://[ HTTP/1.1\r\nhost: x\r\n\r\n")).toMatch(/^HTTP\/1\.1 [24]\d\d /);
    expect(await dial(port, "GET /api/v1/\\..\\me HTTP/1.1\r\nhost: x\r\n\r\n")).toMatch(/ 400 /);
    expect(await dial(port, "GET /healthz HTTP/1.1\r\nhost: a b\r\n\r\n")).toMatch(/ 200 /);
  });
});
