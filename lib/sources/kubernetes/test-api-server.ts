import http, { type IncomingMessage, type ServerResponse } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { setImmediate as breathe } from "node:timers/promises";
import { TLSSocket } from "node:tls";
import { eventFor, isSelected, type Selection, type StoredObject, TestApiStore } from "./test-api-store";

const prefix = "/apis/core.oam.dev/v1beta1/";
const reviews = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

export interface Received {
  verb: string;
  url: URL;
  authorization: string | undefined;
  /** The common name of a client certificate that the server trusts. */
  certificate: string | string[] | undefined;
}

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

interface OpenWatch {
  selection: Selection;
  response: ServerResponse;
  isFrozen: boolean;
  /** What is written goes out one after the other. */
  queue: Promise<void>;
}

/** Lists, watches and reviews Applications as an API server does, and fails as one does, on a port of this machine. */
export class TestApiServer {
  store = new TestApiStore();
  received: Received[] = [];
  /** Bearer tokens that are accepted; null for everybody. */
  tokens: Set<string> | null = null;
  /** What RBAC says; the reason of a refusal, or null. */
  refuse: (verb: string, namespace: string | null) => string | null = () => null;
  /** Gives an answer instead of the true one, or null. */
  intercept: (request: Received) => Answer | null | Promise<Answer | null> = () => null;
  /** A server may give less than it is asked for. */
  mostPerPage = Number.POSITIVE_INFINITY;
  /** Watches are cut into pieces of so many bytes. */
  pieceBytes = Number.POSITIVE_INFINITY;
  /** How a watch of a forgotten version is refused. */
  goneAs: "status" | "event" = "status";
  #watches = new Set<OpenWatch>();
  #pages = new Map<string, { version: number; rest: StoredObject[] }>();
  #server: http.Server | https.Server;

  private constructor(tls: https.ServerOptions | null) {
    const listener = (request: IncomingMessage, response: ServerResponse) =>
      void this.#answer(request, response).catch(() => response.destroy());
    this.#server = tls ? https.createServer(tls, listener) : http.createServer(listener);
    this.store.onEvent = (event) => {
      for (const watch of this.#watches) {
        const seen = eventFor(event, watch.selection);
        if (seen) this.#send(watch, seen);
      }
    };
  }

  static async start(tls: https.ServerOptions | null = null, port = 0): Promise<TestApiServer> {
    const api = new TestApiServer(tls);
    await new Promise<void>((resolve) => api.#server.listen(port, "127.0.0.1", resolve));
    return api;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `${this.#server instanceof https.Server ? "https" : "http"}://127.0.0.1:${port}`;
  }

  get openWatches(): number {
    return this.#watches.size;
  }

  bookmark(): void {
    const object = { kind: "Application", metadata: { resourceVersion: String(this.store.version) } };
    for (const watch of this.#watches) this.#send(watch, { type: "BOOKMARK", object });
  }

  /** Says something in every open watch, whatever it is. */
  say(line: unknown): void {
    for (const watch of this.#watches) this.#send(watch, line);
  }

  compact(): void {
    this.store.compact();
    this.#pages.clear();
  }

  /** Connections break, in the middle of a line where one is being sent. */
  cut(): void {
    for (const watch of this.#watches) watch.response.destroy();
  }

  /** The open watches stay open and never say anything again. */
  freeze(): void {
    for (const watch of this.#watches) watch.isFrozen = true;
  }

  /** Watches end as they do when their time is over. */
  endWatches(): void {
    for (const watch of this.#watches) this.#end(watch);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.url);
    const isReview = url.pathname === reviews && request.method === "POST";
    const verb = isReview ? "review" : url.searchParams.has("watch") ? "watch" : "list";
    const { authorization } = request.headers;
    const { socket } = request;
    const isKnown = socket instanceof TLSSocket && socket.authorized;
    const certificate = isKnown ? socket.getPeerCertificate().subject.CN : undefined;
    const received = { verb, url, authorization, certificate };
    this.received.push(received);
    const answer = (await this.intercept(received)) ?? this.#refusal(received);
    if (answer) return this.#json(response, answer);
    if (isReview) return this.#review(request, response);
    const selection = this.#selection(url);
    if (!selection)
      return this.#json(response, statusOf(404, "the server could not find the requested resource"));
    if (verb === "list") return this.#list(url, selection, response);
    return this.#watch(url, selection, response);
  }

  #refusal({ verb, url, authorization }: Received): Answer | null {
    if (this.tokens && !this.tokens.has(authorization?.replace("Bearer ", "") ?? ""))
      return statusOf(401, "Unauthorized");
    const refused = verb === "review" ? null : this.refuse(verb, this.#selection(url)?.namespace ?? null);
    return refused === null ? null : statusOf(403, refused);
  }

  #selection(url: URL): Selection | null {
    const match = /^(?:namespaces\/([^/]+)\/)?applications$/.exec(url.pathname.slice(prefix.length));
    if (!match || !url.pathname.startsWith(prefix)) return null;
    return { namespace: match[1] ?? null, labelSelector: url.searchParams.get("labelSelector") };
  }

  async #review(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { spec } = JSON.parse(Buffer.concat(await request.toArray()).toString());
    const { verb, namespace = null, group, resource } = spec.resourceAttributes;
    const reason = this.refuse(verb, namespace);
    const allowed = group === "core.oam.dev" && resource === "applications" && reason === null;
    this.#json(response, { status: 201, body: { status: { allowed, reason: reason ?? "" } } });
  }

  #list(url: URL, selection: Selection, response: ServerResponse): void {
    const token = url.searchParams.get("continue");
    const page = token === null ? this.#firstPage(selection) : this.#pages.get(token);
    if (!page) {
      this.#json(response, statusOf(410, "The provided continue parameter is too old"));
      return;
    }
    const limit = Math.min(
      Number(url.searchParams.get("limit") ?? Number.POSITIVE_INFINITY),
      this.mostPerPage,
    );
    const rest = page.rest.slice(limit);
    const next = rest.length > 0 ? `page-${this.#pages.size}-${page.version}` : undefined;
    if (next) this.#pages.set(next, { version: page.version, rest });
    this.#json(response, {
      status: 200,
      body: {
        apiVersion: "core.oam.dev/v1beta1",
        kind: "ApplicationList",
        metadata: { resourceVersion: String(page.version), ...(next ? { continue: next } : {}) },
        items: page.rest.slice(0, limit),
      },
    });
  }

  #firstPage(selection: Selection) {
    const objects = [...this.store.objects.values()].filter((object) => isSelected(object, selection));
    const key = ({ metadata }: StoredObject) => `${metadata.namespace}/${metadata.name}`;
    const rest = objects.sort((one, other) => (key(one) < key(other) ? -1 : 1));
    return { version: this.store.version, rest };
  }

  #watch(url: URL, selection: Selection, response: ServerResponse): void {
    const from = Number(url.searchParams.get("resourceVersion"));
    const gone = statusOf(410, `too old resource version: ${from} (${this.store.compacted})`);
    const isGone = from < this.store.compacted;
    if (isGone && this.goneAs === "status") {
      this.#json(response, gone);
      return;
    }
    response.writeHead(200, { "content-type": "application/json" });
    response.flushHeaders();
    response.socket?.setNoDelay(true);
    const watch: OpenWatch = { selection, response, isFrozen: false, queue: Promise.resolve() };
    this.#watches.add(watch);
    response.on("close", () => this.#watches.delete(watch));
    if (isGone) {
      this.#send(watch, { type: "ERROR", object: gone.body });
      watch.queue = watch.queue.then(() => void response.end());
      return;
    }
    for (const event of this.store.events) {
      const seen = event.version > from ? eventFor(event, selection) : null;
      if (seen) this.#send(watch, seen);
    }
    const endAfterMs = Number(url.searchParams.get("timeoutSeconds")) * 1000;
    setTimeout(() => {
      if (!watch.isFrozen) this.#end(watch);
    }, endAfterMs).unref();
  }

  #end(watch: OpenWatch): void {
    this.#watches.delete(watch);
    watch.queue = watch.queue.then(() => void watch.response.end());
  }

  #send(watch: OpenWatch, line: unknown): void {
    if (watch.isFrozen) return;
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    watch.queue = watch.queue.then(async () => {
      for (let at = 0; at < bytes.length && !watch.response.destroyed; at += this.pieceBytes) {
        watch.response.write(bytes.subarray(at, at + this.pieceBytes));
        await breathe();
      }
    });
  }

  #json(response: ServerResponse, { status, headers, body }: Answer): void {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body ?? {}));
  }
}

/** A Status object, as Kubernetes answers errors. */
export function statusOf(code: number, message: string, headers: Record<string, string> = {}): Answer {
  return {
    status: code,
    headers,
    body: { kind: "Status", apiVersion: "v1", status: "Failure", code, message },
  };
}
