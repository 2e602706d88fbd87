import type { Route } from "./route";

/** For tests that walk the table: a call of a route that is well-formed, about things that are not there. */
export function sampleCall(route: Route): { path: string; body?: unknown } {
  const path = route.path.replaceAll(/\{\w+\}/g, "nothing_like_this");
  return samples[`${route.method} ${route.path}`] === undefined
    ? { path }
    : { path, body: samples[`${route.method} ${route.path}`] };
}

const samples: Record<string, unknown> = {
  "POST /api/v1/requests": {
    service: "no/such/service",
    role: "reader",
    durationSeconds: 600,
    justification: "look",
  },
  "POST /api/v1/requests/{id}/decisions": { verdict: "approve" },
  "POST /api/v1/grants/{id}/revocation": { reason: "done" },
  "POST /api/v1/principals/{id}/deactivation": { reason: "left" },
  "POST /api/v1/services/{id}/credentials": { label: "mine" },
  "POST /api/v1/assertions": {
    items: [{ at: "2026-01-01T00:00:00.000Z", service: "shop/orders/orders-api", reason: "no token" }],
  },
};
