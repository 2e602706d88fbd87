import { describe, expect, it } from "vitest";
import type { RefusalView } from "@/lib/assertions/refusal-view";
import { type Looker, nextStep } from "./next-step";

const place = { role: "refunder", environment: "production" };
const ask = { kind: "ask", ...place } as const;
const role = {
  name: "refunder",
  conflictsWith: ["auditor"],
  places: [{ environment: "production", requestable: true }],
};

// Only what the step is decided by.
const refusal = (over: object = {}) =>
  ({ kind: "missing-scope", principal: { id: "prn_1" }, grantId: "grt_1", fix: ask, ...over }) as RefusalView;
const looker = (over: Partial<Looker> = {}): Looker =>
  ({
    id: "prn_1",
    service: { ref: "a/b/c", roles: [role], abilities: [] },
    held: [],
    waiting: [],
    ...over,
  }) as Looker;

describe("somebody whose call was refused", () => {
  it("asks for what it took", () => {
    expect(nextStep(refusal(), looker())).toEqual({
      href: "/ask?service=a%2Fb%2Fc&role=refunder&environment=production",
      label: "Ask for access",
    });
  });

  it.each<[string, object]>([
    [
      "what they may not ask for",
      { service: { ref: "a/b/c", roles: [{ ...role, places: [] }], abilities: [] } },
    ],
    ["a role that is gone", { service: { ref: "a/b/c", roles: [], abilities: [] } }],
    [
      "what conflicts with what they hold",
      { held: [{ id: "grt_9", role: "auditor", environment: "staging" }] },
    ],
  ])("is offered no button for %s", (_what, over) => {
    expect(nextStep(refusal(), looker(over))).toBeNull();
  });

  it("opens what they asked for or hold already", () => {
    expect(nextStep(refusal(), looker({ waiting: [{ id: "req_1", ...place }] }))?.href).toBe(
      "/requests/req_1",
    );
    expect(nextStep(refusal(), looker({ held: [{ id: "grt_2", ...place }] }))?.href).toBe("/grants/grt_2");
  });

  it("gets a new token where their access still runs, and only there", () => {
    const old = refusal({ kind: "expired", fix: { kind: "new-token" } });
    expect(nextStep(old, looker({ held: [{ id: "grt_1", ...place }] }))?.href).toBe("/grants/grt_1");
    expect(nextStep(old, looker())).toBeNull();
  });
});

describe("whoever owns the service", () => {
  const owner = looker({ id: "prn_2", service: { ref: "a/b/c", roles: [role], abilities: ["edit"] } });

  it("opens the declaration where it may be that", () => {
    const step = { href: "/edit/a/b/c", label: "Open the declaration" };
    expect(nextStep(refusal(), owner)).toEqual(step);
    expect(nextStep(refusal({ kind: "missing-claim", fix: { kind: "declaration" } }), owner)).toEqual(step);
  });

  it("is not offered to ask for somebody else, nor to mend what is over", () => {
    expect(nextStep(refusal({ kind: "expired" }), owner)).toBeNull();
    expect(nextStep(refusal({ kind: "unknown-token", principal: null, fix: null }), owner)).toBeNull();
  });
});

it("whoever only reads is offered nothing", () => {
  expect(nextStep(refusal(), looker({ id: "prn_3" }))).toBeNull();
});
