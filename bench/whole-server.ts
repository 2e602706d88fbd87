import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { encode } from "next-auth/jwt";
import { stringify } from "yaml";
import type { Config, FolderSourceConfig } from "@/lib/config/config";
import type { Principal } from "@/lib/principals/principal";
import { sessionCookieName, sessionSecret } from "@/lib/principals/session";
import { freePort } from "./free-port";

/** A Daypass as people run it, pages, worker and all, in a process of its own. */
export interface WholeServer {
  /** Signs somebody in and gives what reads a page or a path of the API as them, to the last byte. */
  readerFor(principal: Principal): Promise<(path: string) => Promise<void>>;
  close(): Promise<void>;
}

/** Starts the server that `npm run bench` has built, on the database of `config`; its daypass.yaml goes into `folder`. */
export async function startWholeServer(
  config: Config,
  source: FolderSourceConfig,
  folder: string,
): Promise<WholeServer> {
  const port = await freePort();
  const file = path.join(folder, "daypass.yaml");
  await writeFile(file, configText(config, source));
  const env = {
    ...process.env,
    NODE_ENV: "production" as const,
    NEXT_MANUAL_SIG_HANDLE: "1",
    NEXT_TELEMETRY_DISABLED: "1",
    DAYPASS_EMBEDDED: "1",
    DAYPASS_CONFIG: file,
    DAYPASS_SECRET: config.secret,
    DAYPASS_URL: `http://localhost:${port}`,
    DATABASE_URL: config.databaseUrl,
    PORT: String(port),
  };
  const server = spawn(process.execPath, ["dist/server.mjs"], {
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const agent = new http.Agent({ keepAlive: true });
  const read = (address: string, cookie = "") =>
    new Promise<void>((resolve, reject) => {
      const options = { agent, port, host: "localhost", path: address, headers: { cookie } };
      http
        .get(options, (response) => {
          response.resume();
          response.on("error", reject);
          response.on("end", () =>
            response.statusCode === 200
              ? resolve()
              : reject(new Error(`${address} answered ${response.statusCode}`)),
          );
        })
        .on("error", reject);
    });
  await becomesReady(() => read("/readyz"));
  return {
    async readerFor({ id }) {
      const secret = sessionSecret(config);
      const cookie = `${sessionCookieName(config)}=${await encode({ token: { principalId: id }, secret })}`;
      return (address) => read(address, cookie);
    },
    async close() {
      agent.destroy();
      server.kill("SIGTERM");
      await once(server, "exit");
    },
  };
}

async function becomesReady(ask: () => Promise<void>): Promise<void> {
  for (let patience = 600; ; patience--) {
    const problem = await ask().then(
      () => null,
      (error: unknown) => error,
    );
    if (problem === null) return;
    if (patience === 0) throw problem;
    await sleep(100);
  }
}

const configText = (
  { issuers, admins, auditors }: Config,
  { name, path: folder, declares }: FolderSourceConfig,
) =>
  stringify({
    version: 1,
    issuers: issuers.map(({ name, issuer, kind, audiences }) => ({ name, issuer, kind, audiences })),
    admins,
    auditors,
    sources: [{ name, kind: "folder", path: folder, declares }],
  });
