import { usualPreferences } from "@/lib/notifications/preferences";
import type { Route } from "./route";

/** For tests that walk the table: a call of a route that is well-formed, about things that are not there. */
export function sampleCall(route: Route): { path: string; body?: unknown; headers?: Record<string, string> } {
  const path = route.path.replaceAll(/\{\w+\}/g, "nothing_like_this");
  const body = samples[`${route.method} ${route.path}`];
  if (body === undefined) return { path };
  const [type] = route.consumes ?? [];
  return { path, body, ...(type ? { headers: { "content-type": type } } : {}) };
}

const samples: Record<string, unknown> = {
  "POST /api/v1/requests": {
    service: "no/such/service",
    role: "reader",
    durationSeconds: 600,
    justification: "look",
  },
  "POST /api/v1/request-bundles": {
    durationSeconds: 600,
    justification: "look",
    items: [
      { service: "no/such/service", role: "reader" },
      { service: "no/such/service", role: "writer" },
    ],
  },
  "POST /api/v1/notifications/read": { ids: [] },
  "PUT /api/v1/me/notifications": usualPreferences,
  "POST /api/v1/destinations/{id}/replay": {},
  "POST /api/v1/requests/{id}/decisions": { verdict: "approve" },
  "POST /api/v1/requests/{id}/comments": { text: "hello" },
  "POST /api/v1/decisions": { ids: ["nothing_like_this"], verdict: "approve" },
  "POST /api/v1/reviews/{id}/completion": { verdict: "justified", comment: "looked at it" },
  "POST /api/v1/proposals/{id}/decisions": { verdict: "approve" },
  "POST /api/v1/grants/{id}/revocation": { reason: "done" },
  "POST /api/v1/keys/{id}/withdrawal": { reason: "it leaked" },
  "POST /api/v1/principals/{id}/deactivation": { reason: "left" },
  "POST /api/v1/stand-ins": { standIn: "user:default/nobody", endsAt: "2036-01-01T00:00:00.000Z" },
  "POST /api/v1/me/delegations": { workload: "nobody", grantId: "nothing_like_this" },
  "POST /api/v1/services/{id}/credentials": { label: "mine" },
  "POST /api/v1/sources/{id}/upload": "kind: Application",
  "POST /api/v1/declarations/preview": { files: [{ path: "test.yaml", content: null }] },
  "POST /api/v1/usage": {
    items: [
      {
        grantId: "grt_unknown",
        firstAt: "2026-01-01T00:00:00.000Z",
        lastAt: "2026-01-01T00:00:00.000Z",
        count: 1,
      },
    ],
  },
  "POST /api/v1/assertions": {
    items: [{ at: "2026-01-01T00:00:00.000Z", service: "shop/orders/orders-api", reason: "no token" }],
  },
};
