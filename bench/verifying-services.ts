import { spawn } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createVerifier, type Verifier, type VerifierOptions } from "@daypass/node";
import { findPython } from "../sdk/python/test-python";
import { freePort } from "./free-port";
import { audience, serviceRef } from "./world";

/** How old what a service knows may be, in milliseconds. */
export const maxStalenessMs = 1_000;

/** Whether a call with this token may go on now. */
export type Check = (token: string) => Promise<boolean> | boolean;

export interface Contestant {
  name: string;
  target?: string;
  check: Check;
  /** What happens to its connection just before the first revocation. */
  before?: () => void;
  close(): Promise<void> | void;
}

export type Credential = { id: string; secret: string };

const verifierFor = (baseUrl: string, { id, secret }: Credential, options: Partial<VerifierOptions>) =>
  createVerifier({
    issuer: baseUrl,
    audience,
    service: serviceRef,
    clientId: id,
    clientSecret: secret,
    maxStalenessMs,
    reporting: false,
    ...options,
  });

const checkWith =
  (verifier: Verifier): Check =>
  async (token) => {
    const outcome = await verifier.authorize({ authorization: [`Bearer ${token}`] });
    return "grant" in outcome;
  };

export async function nodePush(baseUrl: string, credential: Credential): Promise<Contestant> {
  const verifier = verifierFor(baseUrl, credential, {});
  const target = "<= 35, p99, 100 subscribers";
  return { name: "Node, push", target, check: checkWith(verifier), close: () => verifier.close() };
}

export async function nodeStatusList(baseUrl: string, credential: Credential): Promise<Contestant> {
  const verifier = verifierFor(baseUrl, credential, { freshness: "status-list" });
  return {
    name: "Node, status list",
    target: "<= 1,000",
    check: checkWith(verifier),
    close: () => verifier.close(),
  };
}

/** The stream goes through a relay that at some moment passes nothing on any more, and says nothing of it. */
export async function nodeCut(baseUrl: string, credential: Credential): Promise<Contestant> {
  const relay = await startRelay(Number(new URL(baseUrl).port));
  const verifier = verifierFor(baseUrl, credential, {
    fetch: (url, init) =>
      fetch(String(url).includes("/oauth/revocations") ? String(url).replace(baseUrl, relay.url) : url, init),
  });
  return {
    name: "Node, push that is cut silently",
    target: "<= 1,000",
    check: checkWith(verifier),
    before: relay.cut,
    close: async () => {
      await verifier.close();
      relay.close();
    },
  };
}

export async function forwardAuth(baseUrl: string, { id, secret }: Credential): Promise<Contestant> {
  const proof = `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
  const http = askOver(`${baseUrl}/forward-auth?scope=bench:read`, { "daypass-credential": proof });
  return { name: "forward-auth", ...http };
}

/** A process of its own, asked over HTTP. Null where there is no FastAPI. */
export async function fastApi(baseUrl: string, { id, secret }: Credential): Promise<Contestant | null> {
  const python = findPython();
  if (!python) return null;
  const port = await freePort();
  const args = [
    "-m",
    "uvicorn",
    "fastapi_service:app",
    "--port",
    String(port),
    "--no-access-log",
    "--log-level",
    "error",
  ];
  const service = spawn(python, args, {
    cwd: path.resolve("bench"),
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      ...process.env,
      PYTHONPATH: path.resolve("sdk/python/src"),
      PYTHONDONTWRITEBYTECODE: "1",
      DAYPASS_URL: baseUrl,
      DAYPASS_AUDIENCE: audience,
      DAYPASS_SERVICE: serviceRef,
      DAYPASS_CLIENT_ID: id,
      DAYPASS_CLIENT_SECRET: secret,
    },
  });
  const http = askOver(`http://127.0.0.1:${port}/`);
  for (let patience = 200; patience > 0; patience--) {
    if (
      await http.check("none").then(
        () => true,
        () => false,
      )
    )
      break;
    await sleep(100);
  }
  return {
    name: "FastAPI, push",
    target: "<= 35, p99, 100 subscribers",
    check: http.check,
    close: async () => {
      http.close();
      service.kill("SIGTERM");
      await once(service, "exit");
    },
  };
}

/** Asks an address with a token, and takes 200 for a yes. */
function askOver(url: string, more: Record<string, string> = {}) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
  const ask = (token: string) =>
    new Promise<boolean>((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, ...more };
      http
        .get(url, { agent, headers }, (response) => {
          response.resume().once("end", () => resolve(response.statusCode === 200));
        })
        .once("error", reject);
    });
  return {
    // A connection that was idle for too long is closed by the server, perhaps just then.
    check: (token: string) => ask(token).catch(() => ask(token)),
    close: () => agent.destroy(),
  };
}

/** Passes connections on to a port of this machine until it is cut: then it takes everything and gives nothing. */
async function startRelay(port: number): Promise<{ url: string; cut: () => void; close: () => void }> {
  const sockets = new Set<net.Socket>();
  let isCut = false;
  const server = net.createServer((near) => {
    const far = net.connect(port, "127.0.0.1");
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => sockets.delete(socket));
    }
    near.on("data", (data) => isCut || far.write(data));
    far.on("data", (data) => isCut || near.write(data));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    cut: () => {
      isCut = true;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
