import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Runtime } from "@/lib/runtime/runtime";
import { readBacklog } from "@/lib/worker/backlog";

/** What one process tells Prometheus. Labels are route patterns and statuses: never an id, a name or a reference. */
export interface Metrics {
  observe(exchange: { method: string; route: string; status: number; seconds: number }): void;
  /** The exposition, in the text format. */
  expose(): Promise<{ text: string; contentType: string }>;
}

export function createMetrics(runtime: Runtime, openStreams: () => number): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "daypass_" });
  const requests = new Counter({
    name: "daypass_http_requests_total",
    help: "Answered HTTP requests",
    labelNames: ["method", "route", "status"],
    registers: [registry],
  });
  const duration = new Histogram({
    name: "daypass_http_request_seconds",
    help: "Time from the first byte of a request to the end of its answer",
    labelNames: ["route"],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry] });
  const streams = gauge("daypass_event_streams", "Open event streams");
  const connections = {
    total: gauge("daypass_database_connections", "Database connections of this process"),
    idle: gauge("daypass_database_connections_idle", "Of these, idle"),
    waiting: gauge("daypass_database_connections_waiting", "Callers that wait for a connection"),
  };
  const backlog = {
    overdueGrants: gauge("daypass_overdue_grants", "Grants that are over and not yet marked as expired"),
    overdueRequests: gauge("daypass_overdue_requests", "Requests past their time and not yet lapsed"),
    waitingDeliveries: gauge("daypass_waiting_deliveries", "Messages of the outbox that nobody took yet"),
    failingDeliveries: gauge("daypass_failing_deliveries", "Of these, tried before without success"),
    givenUpDeliveries: gauge(
      "daypass_given_up_deliveries",
      "Messages that were given up and wait for a replay",
    ),
  };

  const sample = async () => {
    streams.set(openStreams());
    connections.total.set(runtime.pool.totalCount);
    connections.idle.set(runtime.pool.idleCount);
    connections.waiting.set(runtime.pool.waitingCount);
    // Metrics of the process are worth having most of all while the database is away.
    const counts = await readBacklog(runtime.pool).catch(() => null);
    backlog.overdueGrants.set(counts?.overdueGrants ?? Number.NaN);
    backlog.overdueRequests.set(counts?.overdueRequests ?? Number.NaN);
    backlog.waitingDeliveries.set(counts?.waitingDeliveries ?? Number.NaN);
    backlog.failingDeliveries.set(counts?.failingDeliveries ?? Number.NaN);
    backlog.givenUpDeliveries.set(counts?.givenUpDeliveries ?? Number.NaN);
  };
  return {
    observe({ method, route, status, seconds }) {
      requests.inc({ method, route, status });
      duration.observe({ route }, seconds);
    },
    async expose() {
      await sample();
      return { text: await registry.metrics(), contentType: registry.contentType };
    },
  };
}
