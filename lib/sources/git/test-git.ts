import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { GitSourceConfig } from "@/lib/config/config";

/** A real git server on loopback (git http-backend) with one bare repository, and somebody who pushes to it. */
export interface TestGit {
  source: GitSourceConfig;
  /** A folder for clones. */
  cache: string;
  /** Runs git as the author, in their clone; gives what it wrote. */
  git(...args: string[]): string;
  write(file: string, text: string | Uint8Array): void;
  /** Commits everything that changed, and pushes it. Gives the commit's id. */
  push(subject: string, ...options: string[]): string;
  /** How the server answers from now on; Basic credentials that it asks for, and what it was asked with. */
  mode: "serve" | "hang" | "redirect";
  login: string | null;
  asked: string[];
  /** How many connections are open. */
  connections(): Promise<number>;
  stop(): Promise<void>;
}

const identity = {
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "Ann Author",
  GIT_AUTHOR_EMAIL: "ann@example.com",
  GIT_COMMITTER_NAME: "Ann Author",
  GIT_COMMITTER_EMAIL: "ann@example.com",
};

export async function startTestGit(overrides: Partial<GitSourceConfig> = {}): Promise<TestGit> {
  const root = mkdtempSync(path.join(tmpdir(), "daypass-git-test-"));
  const work = path.join(root, "work");
  const served = path.join(root, "served");
  const run = (cwd: string, args: string[]) =>
    execFileSync("git", args, { cwd, env: { ...process.env, ...identity }, stdio: "pipe" })
      .toString()
      .trim();
  mkdirSync(served);
  run(root, ["init", "-q", "--bare", "-b", "main", path.join(served, "apps.git")]);
  const bare = path.join(served, "apps.git");
  run(bare, ["config", "receive.denyDeleteCurrent", "ignore"]);
  run(bare, ["config", "uploadpack.allowFilter", "true"]);
  run(root, ["init", "-q", "-b", "main", work]);

  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  run(work, ["remote", "add", "origin", path.join(served, "apps.git")]);

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    test.asked.push(request.headers.authorization ?? "");
    if (test.mode === "hang") return;
    if (test.mode === "redirect")
      return void response.writeHead(302, { location: `http://localhost:1${request.url}` }).end();
    const expected = test.login && `Basic ${Buffer.from(test.login).toString("base64")}`;
    if (expected && request.headers.authorization !== expected)
      return void response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end();
    backend(served, request, response);
  };
  const test: TestGit = {
    source: {
      name: "apps",
      kind: "git",
      url: `${origin}/apps.git`,
      branch: "main",
      path: "",
      everySeconds: 60,
      credentials: null,
      webhookSecret: null,
      declares: ["*"],
      whenGone: "end",
      ...overrides,
    },
    cache: path.join(root, "cache"),
    git: (...args) => run(work, args),
    write(file, text) {
      mkdirSync(path.dirname(path.join(work, file)), { recursive: true });
      writeFileSync(path.join(work, file), text);
    },
    push(subject, ...options) {
      run(work, ["add", "-A"]);
      run(work, ["commit", "-q", "--allow-empty", "-m", subject]);
      run(work, ["push", "-q", ...options, "origin", "HEAD:main"]);
      return run(work, ["rev-parse", "HEAD"]);
    },
    mode: "serve",
    login: null,
    asked: [],
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(root, { recursive: true, force: true });
    },
  };
  return test;
}

/** CGI (RFC 3875), as much of it as git http-backend needs. */
function backend(served: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? "/", "http://localhost");
  const child = spawn("git", ["http-backend"], {
    env: {
      ...process.env,
      ...identity,
      GIT_PROJECT_ROOT: served,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.stdin.on("error", () => {});
  request.pipe(child.stdin);
  let head = Buffer.alloc(0);
  let isBody = false;
  child.stdout.on("data", (chunk: Buffer) => {
    if (isBody) return void response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return;
    isBody = true;
    for (const line of head.toString("latin1", 0, end).split("\r\n")) {
      const [name = "", value = ""] = line.split(": ");
      if (name === "Status") response.statusCode = Number(value.slice(0, 3));
      else response.setHeader(name, value);
    }
    response.write(head.subarray(end + 4));
  });
  child.once("close", () => response.end());
}
