import type { Hono } from "hono";
import { checkReadiness } from "@/lib/db/readiness";
import type { Runtime } from "@/lib/runtime/runtime";
import type { Metrics } from "./metrics";
import type { HttpEnv } from "./mount";

const noStore = { "cache-control": "no-store" };

/** Liveness, readiness and metrics, for whoever runs the process. They tell nothing about people or services. */
export function mountHealth(
  app: Hono<HttpEnv>,
  runtime: Runtime,
  metrics: Metrics,
  isDraining: () => boolean,
): void {
  app.get("/healthz", (c) => {
    c.env.exchange.route = "/healthz";
    return Response.json({ status: "ok" }, { headers: noStore });
  });
  app.get("/readyz", async (c) => {
    c.env.exchange.route = "/readyz";
    const problems = isDraining() ? ["this process is stopping"] : await checkReadiness(runtime);
    const ready = problems.length === 0;
    return Response.json(
      { status: ready ? "ready" : "not-ready", problems },
      { status: ready ? 200 : 503, headers: noStore },
    );
  });
  app.get("/metrics", async (c) => {
    c.env.exchange.route = "/metrics";
    const { text, contentType } = await metrics.expose();
    return new Response(text, { headers: { ...noStore, "content-type": contentType } });
  });
}
