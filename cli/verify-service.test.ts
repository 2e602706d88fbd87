import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createVerifier, protect, requireScopes, type Verifier } from "@daypass/node";
import { startFakeIssuer } from "@daypass/node/testing";
import { afterEach, describe, expect, it } from "vitest";
import { runDaypass } from "./test-io";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(handle: RequestListener): Promise<number> {
  const server: Server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** A port on which nothing listens now. */
async function freePort(): Promise<number> {
  const port = await serve(() => {});
  await closing.pop()?.();
  return port;
}

function guard(verifier: Verifier): RequestListener {
  closing.push(() => verifier.close());
  const mayRead = protect(verifier, requireScopes("orders:read"));
  return async (req, res) => {
    if (await mayRead(req, res)) res.end("ok");
  };
}
const run = (args: string[], env: Record<string, string> = {}) =>
  runDaypass(["verify-service", ...args], { cwd: ".", env });

describe("daypass verify-service", () => {
  it("finds nothing wrong with a service behind the SDK", async () => {
    const issuer = await freePort();
    const port = await serve(
      guard(
        createVerifier({
          issuer: `http://127.0.0.1:${issuer}`,
          audience: "urn:demo:orders-api",
          environment: "staging",
          service: "shop/orders/orders-api",
          clientId: "crd",
          clientSecret: "secret",
        }),
      ),
    );
    const said = await run([`http://127.0.0.1:${port}/orders`, "--fake-issuer", String(issuer), "--json"]);
    const { calls, right, findings } = JSON.parse(said.out);
    expect(findings).toEqual([]);
    expect(said).toMatchObject({ code: 0, err: "" });
    expect(calls).toBeGreaterThan(500);
    expect(right).toBe(calls);
  });

  it("names what a service wrongly accepts that looks into the token and not at its signature", async () => {
    const issuer = await freePort();
    const port = await serve((req, res) => {
      try {
        const [, payload = ""] = (req.headers.authorization ?? "").split(".");
        const { aud } = JSON.parse(Buffer.from(payload, "base64url").toString());
        res.writeHead(aud === "urn:demo:orders-api" ? 200 : 401).end();
      } catch {
        res.writeHead(500).end();
      }
    });
    const said = await run([
      `http://127.0.0.1:${port}/`,
      "--fake-issuer",
      String(issuer),
      "--staleness",
      "0",
    ]);
    expect(said.code).toBe(1);
    expect(said.out).toMatch(/Wrongly accepted: .* \(\d{3}\):/);
    expect(said.out).toContain('tampered: alg "none". Answer 200');
    expect(said.out).toContain("revoked: a token that was accepted before. Answer 200, expected revoked.");
    expect(said.out).toContain("Failed, instead of refusing");
  });

  it("does what can be done with one good token, and revokes it in the end", async () => {
    const issuer = await startFakeIssuer({ clientSecret: "secret" });
    closing.push(() => issuer.close());
    const port = await serve(guard(createVerifier({ ...issuer.options, reporting: false })));
    const token = issuer.mint({ jti: "tok_cli" });
    const revoked: string[] = [];
    const daypass = await serve((req, res) => {
      revoked.push(String(req.headers.authorization));
      issuer.revokeToken("tok_cli");
      res.end();
    });
    const said = await run([`http://127.0.0.1:${port}/orders`], {
      DAYPASS_ACCESS_TOKEN: token,
      DAYPASS_URL: `http://127.0.0.1:${daypass}`,
      DAYPASS_CLIENT_ID: "crd",
      DAYPASS_CLIENT_SECRET: "secret",
    });
    expect(said).toMatchObject({ code: 0, err: "" });
    expect(said.out).toMatch(/^\d{3} calls to .*: \d{3} refused and 4 accepted, as they must be\.\n$/);
    expect(revoked).toHaveLength(1);
  });

  it("says so when there is nothing to attack, or the call makes no sense", async () => {
    const port = await freePort();
    expect(await run([`http://127.0.0.1:${port}/`], { DAYPASS_ACCESS_TOKEN: "x" })).toMatchObject({
      code: 2,
      err: expect.stringContaining("cannot be reached"),
    });
    for (const args of [
      [],
      ["x"],
      ["ftp://x"],
      ["http://x", "http://y"],
      ["http://x"],
      ["http://x", "--staleness", "-1"],
    ])
      expect((await run(args)).code, args.join(" ")).toBe(2);
    expect(await run(["--help"])).toMatchObject({ code: 0, out: expect.stringContaining("--fake-issuer") });
  });
});
