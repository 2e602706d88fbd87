import { describe, expect, it } from "vitest";
import { auditActionPatterns } from "./actions";
import { actionLabel, auditFilterNames, chipsOf, filtersFrom, queryOf } from "./filters";
import { countAuditSchema } from "./schema";
import type { AuditEventView } from "./view";

const event: AuditEventView = {
  id: "evt_1",
  at: "2026-11-24T10:00:00.000Z",
  actor: { kind: "user", id: "prn_omar", name: "Omar Haddad" },
  action: "request.approved",
  outcome: "success",
  service: "shop/orders/orders-api",
  serviceTitle: "Orders API",
  subject: "prn_riley",
  subjectName: "Riley Chen",
  detail: {},
};

describe("the filters in the address bar", () => {
  it("are what the list takes, and nothing else", () => {
    expect([...auditFilterNames].sort()).toEqual(Object.keys(countAuditSchema.shape).sort());
  });

  it("leave out what is empty, unknown or repeated", () => {
    const params = {
      actor: " prn_omar ",
      action: "",
      service: ["a", "b"],
      cursor: "x",
      constructor: "y",
      to: undefined,
    };
    expect(filtersFrom(params)).toEqual({ actor: "prn_omar", service: "a" });
  });

  it("survive the way there and back", () => {
    const filters = {
      actor: "prn_1",
      action: "grant.*",
      service: "a/b/c & d",
      from: "2026-11-24",
      to: "2026-11-24T10:00:00Z",
    };
    const query = queryOf(filters);
    expect(filtersFrom(Object.fromEntries(new URLSearchParams(query)))).toEqual(filters);
    expect(queryOf(filters, { action: "grant.revoked", from: null })).toBe(
      "?actor=prn_1&action=grant.revoked&service=a%2Fb%2Fc+%26+d&to=2026-11-24T10%3A00%3A00Z",
    );
    expect(queryOf({})).toBe("");
  });

  it("are chips in words, each with the way to take it off", () => {
    const filters = {
      actor: "prn_omar",
      subject: "prn_riley",
      service: "shop/orders/orders-api",
      action: "grant.*",
      outcome: "refused",
      from: "2026-11-24",
      to: "2026-11-24T10:00:00Z",
    };
    const chips = chipsOf(filters, [event]);
    expect(chips.map((chip) => chip.text)).toEqual([
      "By Omar Haddad",
      "About Riley Chen",
      "Everything about grants",
      "On Orders API",
      "Refused",
      "From 2026-11-24",
      "To 2026-11-24 10:00:00 UTC",
    ]);
    for (const chip of chips) expect(chip.without).toBe(queryOf(filters, { [chip.name]: null }));
  });

  it("never show an id, even when nothing was found that knows the name", () => {
    const texts = chipsOf({ principal: "prn_1", actor: "system", requestId: "req_1", grantId: "grt_1" }).map(
      (chip) => chip.text,
    );
    expect(texts).toEqual(["By or about one person", "By Daypass itself", "One request", "One grant"]);
  });

  it("have words for every action", () => {
    expect(actionLabel("grant.revoked")).toBe("Grant revoked");
    expect(actionLabel("principal.signed-in")).toBe("Principal signed in");
    for (const pattern of auditActionPatterns) expect(actionLabel(pattern)).toMatch(/^[A-Z][a-z ]+$/);
  });
});
