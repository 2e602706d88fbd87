import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditEventViewSchema } from "@/lib/audit/view";
import type { Config, FolderSourceConfig } from "@/lib/config/config";
import { testIssuer } from "@/lib/config/test-config";
import { systemContext } from "@/lib/context/context";
import { declare, ordersTrait, signIn } from "@/lib/db/test-world";
import { fileOf } from "@/lib/narrowing/test-changes";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { openFolder } from "@/lib/sources/folder/open-folder";
import { syncSource } from "@/lib/sources/sync-source";
import { apiRoutes } from "./api/routes";
import type { Events } from "./events";
import { type Caller, callerOf, type Reply, startTestHttp, type TestHttp } from "./test-http";

const routes = apiRoutes({} as Events);
const json = routes.filter((route) => route.response);
const seen = new Set<string>();

/** Holds an answer against what the table says of it: nothing is missing, and nothing is there that is not described. */
function keeps(route: string, answer: Reply): Reply["body"] {
  const entry = routes.find(({ method, path }) => `${method} ${path}` === route);
  if (!entry?.response) throw new Error(`${route} is not in the table`);
  expect(answer.status, JSON.stringify(answer.body)).toBe(entry.status ?? 200);
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  const parsed = entry.response.safeParse(answer.body);
  expect(parsed.error?.issues).toBeUndefined();
  expect(parsed.data).toEqual(answer.body);
  seen.add(route);
  return answer.body;
}

let web: TestHttp;
let riley: Caller;
let olivia: Caller;
let admin: Caller;
let rileyId: string;

const sources: Config["sources"] = [
  { name: "test", kind: "folder", path: "/nowhere", declares: ["*"], whenGone: "end" },
  { name: "by-hand", kind: "upload", declares: ["*"], whenGone: "end" },
  {
    name: "apps",
    kind: "git",
    url: "https://git.example.com/apps.git",
    branch: "main",
    path: "",
    everySeconds: 60,
    credentials: null,
    webhookSecret: "hush",
    declares: ["*"],
    whenGone: "end",
  },
];
const ref = "shop/orders/orders-api";
const service = `/api/v1/services/${encodeURIComponent(ref)}`;
const ask = {
  service: ref,
  role: "reader",
  environment: "staging",
  durationSeconds: 600,
  justification: "look",
};

beforeAll(async () => {
  web = await startTestHttp({ sources });
  await declare(web.runtime);
  const principal = await signIn(web.runtime, "riley", ["engineering"]);
  rileyId = principal.id;
  riley = await web.program(principal);
  olivia = await web.program(await signIn(web.runtime, "olivia", ["orders-team"]));
  admin = await web.browser(await signIn(web.runtime, "parker", ["platform"]));
});
afterAll(() => web.stop());

describe("answers are what the table says", () => {
  it("about the caller and the catalogue", async () => {
    expect(keeps("GET /api/v1/me", await admin("GET", "/api/v1/me"))).toMatchObject({
      principal: { name: "parker", groups: ["group:default/platform"] },
      platformRoles: ["admin"],
    });
    const { items } = keeps("GET /api/v1/services", await riley("GET", "/api/v1/services?q=ord&limit=1"));
    const reader = { name: "reader", scopes: ["orders:read"], requestable: true };
    expect(items).toMatchObject([{ ref, roles: expect.arrayContaining([expect.objectContaining(reader)]) }]);
    const detail = keeps("GET /api/v1/services/{id}", await riley("GET", service));
    const versions = await riley("GET", `${service}/declarations?limit=1`);
    expect(keeps("GET /api/v1/services/{id}/declarations", versions).items).toMatchObject([
      { id: detail.declaration.id, version: 1, inForce: true, partOf: null },
    ]);
    expect(keeps("GET /api/v1/services/{id}", await riley("GET", `/api/v1/services/${items[0].id}`))).toEqual(
      detail,
    );
  });

  it("nobody is offered to whom a role names nobody to ask for", async () => {
    const query = new URLSearchParams({ service: ask.service, role: ask.role });
    const found = await riley("GET", `/api/v1/beneficiaries?${query}`);
    expect(keeps("GET /api/v1/beneficiaries", found)).toEqual({ items: [] });
  });

  it("from a dry run to a grant that was given back", async () => {
    const dry = await riley("POST", "/api/v1/requests?dryRun=true", ask);
    expect(dry).toMatchObject({ status: 200, body: { autoApproved: false, limitSeconds: 28_800 } });
    keeps("POST /api/v1/requests", { ...dry, status: 201 });
    expect((await riley("GET", "/api/v1/requests")).body.items).toEqual([]);

    const asked = keeps("POST /api/v1/requests", await riley("POST", "/api/v1/requests", ask));
    const path = `/api/v1/requests/${asked.id}`;
    keeps("GET /api/v1/requests/{id}", await olivia("GET", path));
    const inbox = await olivia("GET", "/api/v1/requests?decidable=true&status=pending");
    expect(keeps("GET /api/v1/requests", inbox).items).toMatchObject([
      { id: asked.id, abilities: ["approve", "deny", "shorten", "claim"] },
    ]);

    const mentions = [{ id: rileyId, name: "riley" }];
    const people = await olivia("GET", `${path}/people?q=ril`);
    expect(keeps("GET /api/v1/requests/{id}/people", people)).toEqual({ items: mentions });
    const remark = { text: "which order, @riley?", mentions: [rileyId] };
    const said = await olivia("POST", `${path}/comments`, remark);
    expect(keeps("POST /api/v1/requests/{id}/comments", said)).toMatchObject({ text: remark.text, mentions });
    expect(keeps("GET /api/v1/requests/{id}/comments", await riley("GET", `${path}/comments`))).toEqual({
      items: [said.body],
      nextCursor: null,
    });
    const claimed = await olivia("POST", `${path}/claim`);
    expect(keeps("POST /api/v1/requests/{id}/claim", claimed).claims).toMatchObject([
      { principal: { name: "olivia" } },
    ]);
    const released = await olivia("POST", `${path}/claim/release`);
    expect(keeps("POST /api/v1/requests/{id}/claim/release", released).claims).toEqual([]);

    const verdict = { verdict: "approve", durationSeconds: 300, comment: "five minutes" };
    const approved = keeps(
      "POST /api/v1/requests/{id}/decisions",
      await olivia("POST", `${path}/decisions`, verdict),
    );
    expect(approved).toMatchObject({
      status: "approved",
      effectiveDurationSeconds: 300,
      stages: [{ approvals: 1 }],
    });
    expect(await olivia("POST", `${path}/decisions`, verdict)).toMatchObject({
      status: 409,
      body: { code: "conflict" },
    });

    const grant = `/api/v1/grants/${approved.grantId}`;
    keeps("GET /api/v1/grants/{id}", await riley("GET", grant));
    expect(
      keeps("GET /api/v1/grants", await riley("GET", "/api/v1/grants?mine=true&status=active")).items,
    ).toHaveLength(1);
    const back = await riley("POST", `${grant}/revocation`, { reason: "done" });
    expect(keeps("POST /api/v1/grants/{id}/revocation", back)).toMatchObject({
      status: "revoked",
      revokeReason: "done",
    });
  });

  it("for one answer to several requests, of which one was gone already", async () => {
    const place = (environment: string) => ({ ...ask, environment });
    const asked = [
      await riley("POST", "/api/v1/requests", place("staging")),
      await riley("POST", "/api/v1/requests", place("production")),
    ].map(({ body }) => body.id);
    const call = { ids: [...asked, "req_gone"], verdict: "deny", comment: "not this week" };
    const key = { "idempotency-key": "bulk" };
    const answer = await olivia("POST", "/api/v1/decisions", call, key);
    const { results } = keeps("POST /api/v1/decisions", answer);
    expect(results).toMatchObject([
      { id: asked[0], request: { status: "denied" }, problem: null },
      { id: asked[1], request: { status: "denied" }, problem: null },
      { id: "req_gone", request: null, problem: { code: "not-found", status: 404 } },
    ]);
    // A call that is sent again gets the same answers: none of them is a conflict.
    expect((await olivia("POST", "/api/v1/decisions", call, key)).body.results.slice(0, 2)).toEqual(
      results.slice(0, 2),
    );
    const tooMany = { ids: Array.from({ length: 51 }, (_, index) => `req_${index}`), verdict: "deny" };
    expect((await olivia("POST", "/api/v1/decisions", tooMany)).status).toBe(422);
  });

  it("several roles in one submit", async () => {
    const kim = await web.program(await signIn(web.runtime, "kim", ["engineering"]));
    const items = [
      { service: ref, role: "reader", environment: "production" },
      { service: ref, role: "auditor", environment: "staging" },
    ];
    const terms = { durationSeconds: 600, justification: "look" };
    const asked = await kim("POST", "/api/v1/request-bundles", { ...terms, items });
    const bundle = keeps("POST /api/v1/request-bundles", asked);
    const together = await kim("GET", `/api/v1/requests?bundle=${bundle.id}`);
    expect(keeps("GET /api/v1/requests", together).items).toHaveLength(2);
    for (const { id } of bundle.items) await kim("POST", `/api/v1/requests/${id}/cancellation`);
  });

  it("when a request is taken back, and when a dry run refuses as the real call does", async () => {
    const asked = await riley("POST", "/api/v1/requests", ask);
    const cancelled = await riley("POST", `/api/v1/requests/${asked.body.id}/cancellation`);
    expect(keeps("POST /api/v1/requests/{id}/cancellation", cancelled)).toMatchObject({
      status: "cancelled",
    });
    const tooShort = { ...ask, role: "refunder", justification: "no" };
    const refused = await Promise.all(
      ["", "?dryRun=true"].map((query) => riley("POST", `/api/v1/requests${query}`, tooShort)),
    );
    const [real, dry] = refused.map(({ status, body: { requestId: _, ...body } }) => ({ status, body }));
    expect(real).toMatchObject({ status: 422, body: { errors: [{ path: "justification" }] } });
    expect(dry).toEqual(real);
  });

  it("about the audit log", async () => {
    const list = keeps("GET /api/v1/audit", await riley("GET", "/api/v1/audit?action=request.*&limit=2"));
    expect(list).toMatchObject({ items: [{ actor: { name: "riley" } }, {}], nextCursor: expect.any(String) });
    const rest = await riley("GET", `/api/v1/audit?action=request.*&cursor=${list.nextCursor}`);
    expect(keeps("GET /api/v1/audit", rest).items.length).toBeGreaterThan(0);
    keeps("GET /api/v1/audit/count", await admin("GET", "/api/v1/audit/count?outcome=refused"));
    keeps("GET /api/v1/audit/{id}", await admin("GET", `/api/v1/audit/${list.items[0].id}`));
    expect((await olivia("GET", "/api/v1/audit?actor=a%00b")).status).toBe(422);
  });

  it("for an export of it, which is itself on record", async () => {
    const csv = await admin("GET", "/api/v1/audit/export?action=request.*");
    expect(csv.headers.get("content-type")).toContain("text/csv");
    expect(csv.headers.get("content-disposition")).toMatch(/^attachment; filename="daypass-audit-.+\.csv"$/);
    expect(csv.body.split("\r\n")[0]).toContain("action");
    const jsonl = await admin("GET", "/api/v1/audit/export?format=jsonl&action=request.*");
    const lines = String(jsonl.body).trim().split("\n");
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(auditEventViewSchema.safeParse(JSON.parse(line)).success).toBe(true);
    expect((await riley("GET", "/api/v1/audit/export?format=xml")).status).toBe(422);
    const told = (await admin("GET", "/api/v1/audit?action=audit.exported")).body.items;
    expect(told).toHaveLength(2);
  });

  it("about how long things take", async () => {
    const path = "/api/v1/insight";
    const view = keeps(
      "GET /api/v1/insight",
      await olivia("GET", `${path}?service=${encodeURIComponent(ref)}`),
    );
    expect(view).toMatchObject({
      unit: "week",
      services: [{ service: ref }],
      total: { asked: view.total.asked },
    });
    expect((await riley("GET", path)).status).toBe(403);
    expect((await olivia("GET", `${path}?from=soon`)).status).toBe(422);
    const csv = await olivia("GET", `${path}/export?table=services`);
    expect(csv.headers.get("content-disposition")).toMatch(
      /^attachment; filename="daypass-insight-services-.+\.csv"$/,
    );
    const [head, first] = String(csv.body).split("\r\n");
    expect(head).toContain("decisionP50Seconds");
    expect(first).toContain(ref);
    expect((await olivia("GET", `${path}/export?table=secrets`)).status).toBe(422);
    expect((await riley("GET", `${path}/export?table=services`)).status).toBe(403);
  });

  it("about a service's credentials, and what it reports with one", async () => {
    const path = `${service}/credentials`;
    const key = { "idempotency-key": "one" };
    const made = keeps(
      "POST /api/v1/services/{id}/credentials",
      await olivia("POST", path, { label: "prod" }, key),
    );
    // The secret is stored nowhere, and a repeated call still gets it.
    expect((await olivia("POST", path, { label: "prod" }, key)).body).toEqual(made);
    const stored = await web.runtime.pool.query("select response from idempotency_key where key = 'one'");
    expect(JSON.stringify(stored.rows)).not.toContain(made.secret);
    const { secret: _, ...known } = made;
    expect(keeps("GET /api/v1/services/{id}/credentials", await olivia("GET", path)).items).toEqual([known]);
    expect((await riley("GET", path)).status).toBe(403);

    const basic = Buffer.from(`${made.id}:${made.secret}`).toString("base64");
    const report = (items: object[], headers = {}) =>
      callerOf(web.url, { authorization: `Basic ${basic}` })(
        "POST",
        "/api/v1/assertions",
        { items },
        headers,
      );
    const item = {
      at: new Date().toISOString(),
      service: ref,
      reason: "expired",
      method: "GET",
      path: "/o?q=1",
    };
    const once = { "idempotency-key": "r1" };
    for (let time = 0; time < 2; time++)
      expect(keeps("POST /api/v1/assertions", await report([item], once))).toEqual({ recorded: 1 });
    const refusals = await olivia("GET", `${service}/refusals`);
    expect(keeps("GET /api/v1/services/{id}/refusals", refusals).items).toMatchObject([
      { kind: "unknown-token", principal: null, calls: 1, call: { method: "GET", path: "/o" } },
    ]);
    expect((await riley("GET", `${service}/refusals`)).body.items).toEqual([]);
    expect((await report([{ ...item, service: "shop/other/api" }])).status).toBe(403);
    expect((await report(Array(101).fill(item))).status).toBe(422);
    const told = (await olivia("GET", "/api/v1/audit?action=assertion.failed&outcome=failed")).body.items;
    expect(told).toMatchObject([
      { actor: { kind: "system", name: ref }, detail: { reason: "expired", path: "/o" } },
    ]);

    const used = { grantId: "grt_unknown", firstAt: item.at, lastAt: item.at, count: 1 };
    const use = (items: object[]) =>
      callerOf(web.url, { authorization: `Basic ${basic}` })("POST", "/api/v1/usage", { items });
    expect(keeps("POST /api/v1/usage", await use([used]))).toEqual({ recorded: 0 });
    expect((await use(Array(501).fill(used))).status).toBe(422);

    const gone = await olivia("POST", `${path}/${made.id}/revocation`);
    keeps("POST /api/v1/services/{id}/credentials/{credentialId}/revocation", gone);
    expect((await report([item])).status).toBe(401);
  });

  it("for those who run the platform", async () => {
    const list = await admin("GET", "/api/v1/principals?q=RIL");
    expect(keeps("GET /api/v1/principals", list).items).toMatchObject([{ id: rileyId, deactivatedAt: null }]);
    keeps("GET /api/v1/sources", await admin("GET", "/api/v1/sources"));
    keeps("POST /api/v1/sources/{id}/sync", await admin("POST", "/api/v1/sources/test/sync"));
    const yaml = await readFile("examples/catalogue/payments.yaml", "utf8");
    const headers = { "content-type": "text/yaml" };
    for (const query of ["?dryRun=true", ""])
      keeps(
        "POST /api/v1/sources/{id}/upload",
        await admin("POST", `/api/v1/sources/by-hand/upload${query}`, yaml, headers),
      );
    const push = { "x-gitlab-token": "hush", "x-gitlab-event": "Push Hook" };
    const outside = callerOf(web.url, push);
    keeps("POST /api/v1/sources/{id}/push", await outside("POST", "/api/v1/sources/apps/push", { ref: "x" }));
    const path = `/api/v1/principals/${rileyId}`;
    const identity = keeps("GET /api/v1/principals/{id}/identity", await admin("GET", `${path}/identity`));
    expect(identity.principal.id).toBe(rileyId);
    const favourite = `/api/v1/me/favourites/${encodeURIComponent(ref)}`;
    expect(keeps("PUT /api/v1/me/favourites/{id}", await riley("PUT", favourite))).toEqual({
      isFavourite: true,
    });
    expect((await riley("GET", "/api/v1/services?favourite=true")).body.items).toMatchObject([{ ref }]);
    const unmarked = keeps("DELETE /api/v1/me/favourites/{id}", await riley("DELETE", favourite));
    expect(unmarked).toEqual({ isFavourite: false });
    keeps("GET /api/v1/me/identity", await riley("GET", "/api/v1/me/identity?group=finance"));
    const gone = await admin("POST", `${path}/deactivation`, { reason: "left" });
    keeps("POST /api/v1/principals/{id}/deactivation", gone);
    expect((await riley("GET", "/api/v1/me")).status).toBe(401);
    const back = await admin("POST", `${path}/reactivation`);
    expect(keeps("POST /api/v1/principals/{id}/reactivation", back)).toMatchObject({ deactivatedAt: null });
    expect((await riley("GET", "/api/v1/me")).status).toBe(200);
  });

  it("about access in an emergency, and its review", async () => {
    const roles = { rescuer: { scopes: ["orders:*"], breakGlass: true } };
    const emergency = "shop/orders/emergency";
    await declare(web.runtime, { ...ordersTrait, environments: {}, roles }, emergency);
    const reason = "The site is down, and nobody else is awake";
    const body = { service: emergency, role: "rescuer", durationSeconds: 600, justification: reason };
    const asked = keeps("POST /api/v1/requests", await riley("POST", "/api/v1/requests", body));
    expect(asked).toMatchObject({ status: "approved", breakGlass: true });
    const [review] = keeps("GET /api/v1/reviews", await olivia("GET", "/api/v1/reviews?mine=true")).items;
    const path = `/api/v1/reviews/${review.id}`;
    expect(keeps("GET /api/v1/reviews/{id}", await olivia("GET", path))).toMatchObject({ status: "open" });
    const found = { verdict: "justified", comment: "The outage was real" };
    expect((await olivia("POST", `${path}/completion`, found)).status).toBe(409);
    await riley("POST", `/api/v1/grants/${asked.grantId}/revocation`, { reason: "it is up again" });
    expect((await riley("POST", `${path}/completion`, found)).status).toBe(403);
    const done = await olivia("POST", `${path}/completion`, found);
    expect(keeps("POST /api/v1/reviews/{id}/completion", done)).toMatchObject({ status: "done" });
    expect((await olivia("POST", `${path}/completion`, found)).status).toBe(409);
  });

  it("about who decides while somebody is away", async () => {
    const endsAt = new Date(Date.now() + 3_600_000).toISOString();
    const body = { standIn: rileyId, endsAt, reason: "on leave" };
    const named = keeps("POST /api/v1/stand-ins", await olivia("POST", "/api/v1/stand-ins", body));
    expect(named).toMatchObject({ state: "running", standIn: { id: rileyId }, abilities: ["end"] });
    expect((await olivia("POST", "/api/v1/stand-ins", body)).status).toBe(409);
    const listed = await riley("GET", "/api/v1/stand-ins?mine=true&current=true");
    expect(keeps("GET /api/v1/stand-ins", listed).items).toMatchObject([{ id: named.id }]);
    const ended = await olivia("POST", `/api/v1/stand-ins/${named.id}/end`);
    expect(keeps("POST /api/v1/stand-ins/{id}/end", ended)).toMatchObject({ state: "over" });
    expect((await olivia("POST", `/api/v1/stand-ins/${named.id}/end`)).status).toBe(409);
  });

  it("about who acts for whom", async () => {
    const issuer = { ...testIssuer, kind: "workload" as const, issuer: "https://cluster.test" };
    const agent = await recordSignIn(web.runtime, issuer, { sub: "agent" }, "token-exchange");
    web.runtime.config.actors = ["https://cluster.test#agent"];
    const asked = await riley("POST", "/api/v1/requests", { ...ask, role: "viewer" });
    const body = { workload: "https://cluster.test#agent", grantId: asked.body.grantId };
    const path = "/api/v1/me/delegations";
    const made = keeps("POST /api/v1/me/delegations", await riley("POST", path, body));
    expect(made).toMatchObject({ workload: { id: agent.id }, token: expect.any(String), endedAt: null });
    const { items } = keeps("GET /api/v1/me/delegations", await riley("GET", `${path}?limit=5`));
    expect(items).toMatchObject([{ id: made.id }]);
    const ended = await riley("POST", `/api/v1/delegations/${made.id}/end`);
    expect(keeps("POST /api/v1/delegations/{id}/end", ended)).toMatchObject({ id: made.id });
    expect(keeps("GET /api/v1/me/delegations", await riley("GET", path)).items).toEqual([]);
  });

  it("about what people are told, and what did not arrive", async () => {
    const told = await olivia("GET", "/api/v1/notifications?limit=5");
    expect(keeps("GET /api/v1/notifications", told).nextCursor).toBeNull();
    keeps("POST /api/v1/notifications/read", await olivia("POST", "/api/v1/notifications/read", {}));
    const usual = keeps("GET /api/v1/me/notifications", await olivia("GET", "/api/v1/me/notifications"));
    const chosen = { ...usual, timeZone: "Europe/Berlin", quietHours: { from: "22:00", to: "07:00" } };
    const put = await olivia("PUT", "/api/v1/me/notifications", chosen);
    expect(keeps("PUT /api/v1/me/notifications", put)).toEqual(chosen);
    expect((await olivia("GET", "/api/v1/me/notifications")).body).toEqual(chosen);
    expect((await riley("GET", "/api/v1/me/notifications")).body).toEqual(usual);
    expect((await olivia("PUT", "/api/v1/me/notifications", {})).status).toBe(422);

    const list = keeps("GET /api/v1/destinations", await admin("GET", "/api/v1/destinations"));
    expect(list.items).toMatchObject([{ name: "people", kind: "inside" }]);
    const path = "/api/v1/destinations/people";
    keeps("GET /api/v1/destinations/{id}/messages", await admin("GET", `${path}/messages`));
    const replayed = await admin("POST", `${path}/replay`, {});
    expect(keeps("POST /api/v1/destinations/{id}/replay", replayed)).toEqual({ replayed: 0 });
    expect((await olivia("POST", `${path}/replay`, {})).status).toBe(403);
  });

  it("about a declaration that opens more than before", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "daypass-contract-"));
    const source: FolderSourceConfig = {
      name: "test",
      kind: "folder",
      path: folder,
      declares: ["*"],
      whenGone: "end",
    };
    const writer = { scopes: ["orders:write"] };
    const file = fileOf(ref, { ...ordersTrait, roles: { ...ordersTrait.roles, writer } });
    writeFileSync(path.join(folder, file.path), file.text ?? "");
    await syncSource(systemContext(web.runtime, "sync"), source, openFolder(source, web.runtime.log));
    rmSync(folder, { recursive: true });
    const waiting = await olivia("GET", "/api/v1/proposals?decidable=true");
    const [proposal] = keeps("GET /api/v1/proposals", waiting).items;
    expect(proposal).toMatchObject({
      service: ref,
      abilities: ["approve", "deny"],
      waits: [{ role: "writer" }],
    });
    const at = `/api/v1/proposals/${proposal.id}`;
    expect(keeps("GET /api/v1/proposals/{id}", await riley("GET", at)).abilities).toEqual([]);
    expect((await riley("POST", `${at}/decisions`, { verdict: "approve" })).status).toBe(403);
    const denied = await olivia("POST", `${at}/decisions`, { verdict: "deny", comment: "later" });
    expect(keeps("POST /api/v1/proposals/{id}/decisions", denied)).toMatchObject({
      status: "denied",
      comment: "later",
    });
    expect((await olivia("POST", `${at}/decisions`, { verdict: "approve" })).status).toBe(409);
    const again = await olivia("POST", `${service}/proposals`);
    keeps("POST /api/v1/services/{id}/proposals", again);
    const next = `/api/v1/proposals/${again.body.id}/decisions`;
    expect((await olivia("POST", next, { verdict: "approve" })).body).toMatchObject({ status: "approved" });
    expect((await olivia("POST", `${service}/proposals`)).status).toBe(409);
  });

  it("for declarations and for the description itself", async () => {
    const yaml =
      "apiVersion: core.oam.dev/v1beta1\nkind: Application\nmetadata: { name: x }\nspec: { components: 1 }\n";
    const report = await riley("POST", "/api/v1/declarations/validate", yaml, {
      "content-type": "text/yaml",
    });
    expect(keeps("POST /api/v1/declarations/validate", report)).toMatchObject({ ok: false });
    const files = [{ path: "orders.yaml", content: null }];
    const preview = await olivia("POST", "/api/v1/declarations/preview", { files });
    expect(keeps("POST /api/v1/declarations/preview", preview)).toMatchObject({
      services: [{ ref, status: "gone" }],
    });
    keeps("GET /api/v1/openapi.json", await riley("GET", "/api/v1/openapi.json"));
  });

  it("of the signing keys, to platform admins", async () => {
    const { kid } = keeps("POST /api/v1/keys/rotation", await admin("POST", "/api/v1/keys/rotation"));
    const { items } = keeps("GET /api/v1/keys", await admin("GET", "/api/v1/keys"));
    expect(items[0]).toMatchObject({ kid, state: "signing" });
    const path = `/api/v1/keys/${kid}/withdrawal`;
    const answer = await admin("POST", path, { reason: "it leaked" });
    expect(keeps("POST /api/v1/keys/{id}/withdrawal", answer)).toEqual({ kid, tokens: 0 });
    expect((await admin("POST", path, { reason: "it leaked" })).status).toBe(409);
  });

  it("leaves no route out", () => {
    expect([...seen].sort()).toEqual(json.map((route) => `${route.method} ${route.path}`).sort());
  });
});
