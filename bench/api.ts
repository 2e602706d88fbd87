import http from "node:http";
import type { Principal } from "@/lib/principals/principal";
import { issueApiToken } from "@/lib/tokens/issue-api-token";
import type { World } from "./world";

/** A client that costs as little as Node lets it: kept-alive connections, no fetch. */
export interface RunningApi {
  post(path: string, token: string, body: unknown): Promise<Record<string, unknown>>;
  form(
    path: string,
    authorization: string | null,
    fields: Record<string, string>,
  ): Promise<Record<string, unknown>>;
  close(): void;
}

export function createApiClient(port: number, connections = 16): RunningApi {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const send = (path: string, headers: Record<string, string>, body: string) =>
    new Promise<Record<string, unknown>>((resolve, reject) => {
      const options = {
        agent,
        port,
        host: "127.0.0.1",
        path,
        method: "POST",
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
      };
      const request = http.request(options, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (part) => {
          text += part;
        });
        response.on("end", () => {
          if ((response.statusCode ?? 500) < 300) resolve(JSON.parse(text));
          else reject(new Error(`${path} answered ${response.statusCode}: ${text.slice(0, 300)}`));
        });
      });
      request.on("error", reject);
      request.end(body);
    });
  return {
    post: (path, token, body) =>
      send(
        path,
        { authorization: `Bearer ${token}`, "content-type": "application/json" },
        JSON.stringify(body),
      ),
    form: (path, authorization, fields) =>
      send(
        path,
        { "content-type": "application/x-www-form-urlencoded", ...(authorization ? { authorization } : {}) },
        new URLSearchParams(fields).toString(),
      ),
    close: () => agent.destroy(),
  };
}

export const apiTokenOf = async ({ runtime }: World, principal: Principal): Promise<string> =>
  (await issueApiToken(runtime, principal, "bench")).token;
