import { describe, expect, it } from "vitest";
import { ordersTrait } from "@/lib/tokens/test-tokens";
import { explain } from "./explain";
import type { DeclaredService, KnownToken, Reported } from "./known-token";

const now = new Date("2026-11-26T10:00:00Z");
const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

const service: DeclaredService = {
  now,
  trait: ordersTrait,
  audiences: ["shop/orders", "urn:a"],
  isGone: false,
};
const token: KnownToken = {
  principalId: "prn_1",
  grantId: "grt_1",
  audience: "urn:a",
  scopes: ["orders:read"],
  expiresAt: inMinutes(5),
  revokedAt: null,
  role: "reader",
  environment: "staging",
  grantScopes: ["orders:read"],
  grantEndsAt: inMinutes(60),
  grantRevokedAt: null,
  holderDeactivatedAt: null,
};
const { reader: _, ...withoutReader } = ordersTrait.roles;

interface Row {
  says: string;
  environment?: string | null;
  takes?: string[];
  token?: Partial<KnownToken>;
  service?: Partial<DeclaredService>;
}

const judge = ({ says, environment = "staging", takes = [], ...over }: Row) => {
  const reported: Reported = { reason: says, environment, scopeRequired: takes };
  return explain(reported, { ...token, ...over.token }, { ...service, ...over.service });
};

const ask = (role: string, environment = "staging") => ({ kind: "ask", role, environment });
const newToken = { kind: "new-token" };
const declaration = { kind: "declaration" };

describe("what the record bears out", () => {
  it.each<[string, Row, string, object | null, RegExp]>([
    [
      "a scope of another role",
      { says: "missing-scope", takes: ["orders:read", "orders:refund"] },
      "missing-scope",
      ask("refunder"),
      /lacks orders:refund\. It is for the role reader\. The role refunder gives that/,
    ],
    [
      "a scope of no role",
      { says: "missing-scope", takes: ["orders:erase"] },
      "missing-scope",
      declaration,
      /No role gives that in staging/,
    ],
    [
      "a scope that the token was made without",
      { says: "missing-scope", takes: ["orders:read"], token: { scopes: [] } },
      "missing-scope",
      newToken,
      /a new token will do/,
    ],
    [
      "a scope that the role got later",
      { says: "missing-scope", takes: ["orders:read"], token: { scopes: [], grantScopes: [] } },
      "stale-role-mapping",
      ask("reader"),
      /has to be asked for again/,
    ],
    [
      "a scope, where the role is gone and another gives it",
      { says: "missing-scope", takes: ["orders:audit"], token: { role: "gone" } },
      "stale-role-mapping",
      ask("auditor"),
      /role gone is not declared in staging any more.*The role auditor gives that now/,
    ],
    [
      "a role that is gone",
      { says: "missing-role", service: { trait: { ...ordersTrait, roles: withoutReader } } },
      "stale-role-mapping",
      declaration,
      /not declared/,
    ],
    ["another role", { says: "missing-role" }, "missing-role", null, /takes another one/],
    [
      "a token that ended",
      { says: "expired", token: { expiresAt: inMinutes(-1) } },
      "expired",
      newToken,
      /ended on 2026-11-26 09:59 UTC\. The access goes on until 2026-11-26 11:00 UTC/,
    ],
    [
      "access that ended",
      { says: "expired", token: { expiresAt: inMinutes(-1), grantEndsAt: inMinutes(-1) } },
      "expired",
      ask("reader"),
      /its time was over/,
    ],
    [
      "access that was ended",
      { says: "revoked", token: { grantRevokedAt: inMinutes(-2) } },
      "revoked",
      ask("reader"),
      /ended before its time, on 2026-11-26 09:58 UTC/,
    ],
    [
      "access that was ended after the token",
      { says: "expired", token: { expiresAt: inMinutes(-9), grantRevokedAt: inMinutes(-2) } },
      "revoked",
      ask("reader"),
      /ended before its time/,
    ],
    [
      "a token that was revoked",
      { says: "revoked", token: { revokedAt: inMinutes(-2) } },
      "revoked",
      newToken,
      /a new token will do/,
    ],
    [
      "somebody who left",
      { says: "revoked", token: { holderDeactivatedAt: now } },
      "revoked",
      null,
      /deactivated/,
    ],
    [
      "a service that is gone",
      { says: "revoked", service: { isGone: true } },
      "revoked",
      null,
      /no longer declared/,
    ],
    [
      "another place",
      { says: "wrong-environment", environment: "production" },
      "wrong-environment",
      ask("reader", "production"),
      /for staging, and the call was made in production/,
    ],
    [
      "a place that is not declared",
      { says: "wrong-environment", environment: "mars" },
      "wrong-environment",
      declaration,
      /not declared there/,
    ],
    [
      "an audience that was declared once",
      { says: "wrong-audience", token: { audience: "urn:old" } },
      "wrong-audience",
      newToken,
      /urn:old\. The declaration says shop\/orders or urn:a now/,
    ],
    ["a claim", { says: "missing-claim" }, "missing-claim", declaration, /puts no claims/],
    ["no proof", { says: "bad-proof" }, "wrong-proof", null, /did not prove/],
  ])("%s", (_what, row, kind, fix, words) => {
    const said = judge(row);
    expect(said).toMatchObject({ kind, fix, contradicted: false });
    expect(said.sentence).toMatch(words);
  });
});

describe("what the record contradicts is said as such", () => {
  it.each<[Row, string, RegExp]>([
    [{ says: "expired" }, "expired", /says that the token has expired\. By our record it lives until/],
    [{ says: "revoked" }, "revoked", /By our record it goes on/],
    [{ says: "missing-scope", takes: ["orders:read"] }, "missing-scope", /it has all of that/],
    [{ says: "wrong-environment" }, "wrong-environment", /it is for staging, where the call was made/],
    [{ says: "wrong-audience" }, "wrong-audience", /it is for this one: its audience is urn:a/],
    [{ says: "not-yet-valid" }, "unclear", /may be behind/],
  ])("%j", (row, kind, words) => {
    const said = judge(row);
    expect(said).toMatchObject({ kind, contradicted: true });
    expect(said.sentence).toMatch(words);
  });
});

describe("reasons in somebody's own words", () => {
  it.each<[string, Omit<Row, "says">, string]>([
    ["a dead token", { token: { grantRevokedAt: now } }, "revoked"],
    ["another place", { environment: "production" }, "wrong-environment"],
    ["a missing scope", { takes: ["orders:refund"] }, "missing-scope"],
    ["a role that lost a scope", { token: { scopes: ["orders:read", "orders:old"] } }, "stale-role-mapping"],
    ["nothing", {}, "unclear"],
  ])("are explained by the record alone: %s", (_what, row, kind) => {
    expect(judge({ says: "constructor", ...row }).kind).toBe(kind);
  });
});

describe("tokens that are not the service's", () => {
  const reported = { reason: "revoked", environment: "staging", scopeRequired: ["orders:read"] };

  it("one of another service says nothing but that", () => {
    expect(explain(reported, "foreign", service)).toEqual({
      kind: "wrong-audience",
      contradicted: false,
      sentence: "The token is not for this service.",
      missing: [],
      fix: null,
    });
  });

  it("one that nobody knows is unknown", () => {
    expect(explain(reported, null, service).kind).toBe("unknown-token");
    expect(explain({ ...reported, reason: "bad-signature" }, null, service).sentence).toMatch(/not signed/);
  });
});

it("what a service sends stays short and plain in a sentence", () => {
  const takes = Array.from({ length: 50 }, (_, i) => `${i}\u202e${"x".repeat(250)}`);
  const { sentence } = judge({ says: "missing-scope", takes });
  expect(sentence.length).toBeLessThan(600);
  expect(sentence).toContain("and 45 more");
  expect(sentence).not.toContain("\u202e");
});
