import { Hono } from "hono";
import type { Runtime } from "@/lib/runtime/runtime";
import { apiRoutes } from "./api/routes";
import { type Events, startEvents } from "./events";
import type { Exchange } from "./exchange";
import { mountForwardAuth } from "./forward-auth";
import { mountHealth } from "./health";
import { createMetrics } from "./metrics";
import { type HttpEnv, mount } from "./mount";
import { mountOAuth } from "./mount-oauth";
import { startRevocations } from "./revocations";
import { mountSchemas } from "./schemas";
import { mountSsf } from "./ssf/mount";
import { startWaiters } from "./ssf/waiters";

/** Everything that this process answers without Next. */
export interface Http {
  fetch(request: Request, exchange: Exchange): Promise<Response>;
  /** Writes the log line of an exchange that is over, and counts it. */
  report(method: string, status: number, exchange: Exchange): void;
  /** From here on not ready, and every event stream ends: its client finds another process. */
  drain(): void;
  close(): Promise<void>;
}

export async function createHttp(runtime: Runtime): Promise<Http> {
  const events: Events = await startEvents(runtime);
  const revocations = await startRevocations(runtime);
  const waiters = await startWaiters(runtime);
  const metrics = createMetrics(runtime, events.open);
  const state = { draining: false };

  const app = new Hono<HttpEnv>();
  mountHealth(app, runtime, metrics, () => state.draining);
  mountOAuth(app, runtime, revocations);
  mountForwardAuth(app, runtime);
  mountSsf(app, runtime, waiters);
  mountSchemas(app, runtime.config);
  mount(app, runtime, apiRoutes(events));

  return {
    fetch: async (request, exchange) => app.fetch(request, { exchange }),
    report(method, status, { route, requestId, startedAt }) {
      const ms = performance.now() - startedAt;
      metrics.observe({ method, route, status, seconds: ms / 1000 });
      if (route !== "asset")
        runtime.log.info({ method, route, status, ms: Math.round(ms * 10) / 10, requestId }, "answered");
    },
    drain() {
      state.draining = true;
      events.end();
      revocations.end();
      waiters.end();
    },
    async close() {
      await Promise.all([events.close(), revocations.close(), waiters.close()]);
    },
  };
}
