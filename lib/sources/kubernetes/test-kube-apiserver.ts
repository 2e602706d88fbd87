import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import https from "node:https";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { until } from "./test-source";

/** Where kube-apiserver and etcd are, as Kubernetes' own test tools look for them; null where they are not. */
export function kubeBinaries(): string | null {
  const folder = process.env.KUBEBUILDER_ASSETS ?? "";
  const isThere = ["etcd", "kube-apiserver"].every((name) => existsSync(path.join(folder, name)));
  return folder !== "" && isThere ? folder : null;
}

/** A real API server with RBAC and an etcd of its own, reached through a relay that a test can take down. */
export class KubeApiServer {
  /** Of the relay. */
  port = 0;
  #folder = mkdtempSync(path.join(tmpdir(), "daypass-kube-api-"));
  #ports = { etcd: 0, peer: 0, api: 0 };
  #etcd: ChildProcess | undefined;
  #api: ChildProcess | undefined;
  #relayed = new Set<net.Socket>();
  #relay: net.Server;
  #isDown = false;

  private constructor(private readonly binaries: string) {
    this.#relay = net.createServer((near) => {
      if (this.#isDown) return near.destroy();
      const far = net.connect(this.#ports.api, "127.0.0.1");
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#relayed.add(one);
        one.on("error", () => other.destroy()).on("close", () => other.destroy());
        one.pipe(other);
      }
      return undefined;
    });
  }

  static async start(binaries: string): Promise<KubeApiServer> {
    const kube = new KubeApiServer(binaries);
    const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    writeFileSync(kube.#in("accounts.pem"), key.export({ type: "pkcs1", format: "pem" }));
    writeFileSync(kube.#in("tokens.csv"), 'admin,admin,1,"system:masters"\n');
    kube.#ports = { etcd: await freePort(), peer: await freePort(), api: await freePort() };
    kube.port = await freePort();
    await new Promise<void>((resolve) => kube.#relay.listen(kube.port, "127.0.0.1", resolve));
    const peers = `http://127.0.0.1:${kube.#ports.peer}`;
    kube.#etcd = kube.#spawn("etcd", [
      `--data-dir=${kube.#in("etcd")}`,
      `--listen-client-urls=${kube.#etcdUrl}`,
      `--advertise-client-urls=${kube.#etcdUrl}`,
      `--listen-peer-urls=${peers}`,
      `--initial-advertise-peer-urls=${peers}`,
      `--initial-cluster=default=${peers}`,
    ]);
    await kube.#startApi();
    return kube;
  }

  get ca(): string {
    return readFileSync(this.#in("apiserver.crt"), "utf8");
  }

  /** Its watch cache is empty again, and with it everything older than now forgotten. */
  async restart(): Promise<void> {
    await stop(this.#api);
    await this.#startApi();
  }

  takeDown(): void {
    this.#isDown = true;
    for (const socket of this.#relayed) socket.destroy();
    this.#relayed.clear();
  }

  bringUp(): void {
    this.#isDown = false;
  }

  /** etcd forgets every version but the last. */
  async compact(): Promise<void> {
    const post = async (at: string, body: object) =>
      (await fetch(this.#etcdUrl + at, { method: "POST", body: JSON.stringify(body) })).json();
    const { header } = await post("/v3/kv/range", { key: "AA==" });
    await post("/v3/kv/compaction", { revision: header.revision, physical: true });
  }

  /** One request as an administrator. Throws for an answer other than 2xx. */
  async admin(method: string, at: string, body?: object, type = "application/json"): Promise<unknown> {
    const { status, text } = await this.#ask(method, at, body, type);
    if (status < 200 || status > 299) throw new Error(`${method} ${at}: ${status} ${text}`);
    return JSON.parse(text);
  }

  async close(): Promise<void> {
    this.takeDown();
    await Promise.all([stop(this.#api), stop(this.#etcd)]);
    await new Promise((resolve) => this.#relay.close(resolve));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #etcdUrl(): string {
    return `http://127.0.0.1:${this.#ports.etcd}`;
  }

  #in = (name: string) => path.join(this.#folder, name);

  #spawn(name: string, args: string[]): ChildProcess {
    return spawn(path.join(this.binaries, name), args, { stdio: "ignore", cwd: this.#folder });
  }

  async #startApi(): Promise<void> {
    this.#api = this.#spawn("kube-apiserver", [
      `--etcd-servers=${this.#etcdUrl}`,
      `--secure-port=${this.#ports.api}`,
      "--bind-address=127.0.0.1",
      `--cert-dir=${this.#folder}`,
      `--service-account-key-file=${this.#in("accounts.pem")}`,
      `--service-account-signing-key-file=${this.#in("accounts.pem")}`,
      "--service-account-issuer=https://kubernetes.default.svc",
      "--service-cluster-ip-range=10.0.0.0/24",
      "--authorization-mode=RBAC",
      `--token-auth-file=${this.#in("tokens.csv")}`,
    ]);
    await until(async () => (await this.#ask("GET", "/readyz").catch(() => null))?.status === 200);
  }

  #ask(method: string, at: string, body?: object, type = "application/json") {
    return new Promise<{ status: number; text: string }>((resolve, reject) => {
      const headers = { authorization: "Bearer admin", "content-type": type };
      const options = { host: "127.0.0.1", port: this.#ports.api, path: at, method, headers, ca: this.ca };
      const request = https.request(options, async (response) => {
        const text = Buffer.concat(await response.toArray()).toString();
        resolve({ status: response.statusCode ?? 0, text });
      });
      request.on("error", reject);
      request.end(body ? JSON.stringify(body) : undefined);
    });
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
}

async function stop(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}
