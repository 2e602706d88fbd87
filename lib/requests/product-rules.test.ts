import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { systemContext } from "@/lib/context/context";
import { createTestClock, type TestClock } from "@/lib/db/test-clock";
import { auditTrail, contextOf, signIn } from "@/lib/db/test-world";
import type { AccessTrait } from "@/lib/declarations/trait";
import { AppError } from "@/lib/errors/app-error";
import { getGrant } from "@/lib/grants/queries";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import { createTestCatalogue, type TestCatalogue } from "@/lib/narrowing/test-changes";
import type { Principal } from "@/lib/principals/principal";
import { listSources } from "@/lib/sources/queries";
import { nameStandIn } from "@/lib/stand-ins/name-stand-in";
import { issueServiceToken } from "@/lib/tokens/issue-service-token";
import { passTime } from "@/lib/worker/clock";
import { createRequest } from "./create-request";
import { previewRequest } from "./preview-request";
import { getRequest } from "./queries";

// The thirteen rules on which products of this kind disagree, each as it was decided, from a file to a grant on a real database.

const hour = 3600;
const ref = "shop/orders/orders-api";
const audience = "https://orders.example.com";
const orders: AccessTrait = {
  title: "Orders",
  owners: ["group:default/orders-team"],
  defaults: { eligible: ["group:default/engineering"], duration: { max: "8h" } },
  approvalPolicies: {
    two: {
      stages: [
        { name: "owner", approvers: ["owners"] },
        { name: "security", approvers: ["group:default/security"] },
      ],
      expiresAfter: "6h",
    },
    self: { stages: [{ name: "owner", approvers: ["owners"] }], allowSelfApproval: true },
    pair: { stages: [{ name: "owner", approvers: ["owners"], required: 2 }] },
  },
  roles: {
    reader: { scopes: ["orders:read"] },
    clerk: { scopes: ["orders:write"], approval: "two", duration: { max: "6h" } },
    owned: { scopes: ["orders:own"], approval: "self" },
    paired: { scopes: ["orders:pair"], approval: "pair" },
  },
  environments: { staging: {}, production: { maxDuration: "4h" } },
  token: { audience, lifetime: "5m" },
};

let catalogue: TestCatalogue;
let clock: TestClock;
let riley: Principal;
let olivia: Principal;
let oscar: Principal;
let sam: Principal;

beforeAll(async () => {
  catalogue = await createTestCatalogue();
  clock = await createTestClock(catalogue);
  // A source that is empty is taken for one that cannot be read.
  catalogue.write("shop/other/api", orders);
});
afterAll(async () => {
  await clock.close();
  await catalogue.drop();
});

let round = 0;
beforeEach(async () => {
  round += 1;
  riley = await person("riley", "engineering");
  olivia = await person("olivia", "engineering", "orders-team");
  oscar = await person("oscar", "orders-team");
  sam = await person("sam", "security");
  await declare(orders);
});

const person = (name: string, ...groups: string[]) => signIn(catalogue.runtime, `${name}-${round}`, groups);
const as = (principal: Principal) => contextOf(catalogue.runtime, principal);
const worker = () => systemContext(catalogue.runtime, "worker");
const yes = { verdict: "approve" };

/** What the file says comes into force whole: its owners confirm what widens. */
async function declare(trait: AccessTrait): Promise<void> {
  catalogue.write(ref, trait);
  await catalogue.sync();
  await catalogue.confirm(ref, await person("olivia", "engineering", "orders-team"));
}

type Asked = Partial<{ role: string; environment: string; durationSeconds: number; startsAt: string }>;
const input = (asked: Asked = {}) => ({
  service: ref,
  role: "reader",
  environment: "staging",
  durationSeconds: hour,
  justification: "a refund that support asked for",
  ...asked,
});
const ask = (asked: Asked = {}, by = riley) => createRequest(as(by), input(asked));
const token = () => issueServiceToken(as(riley), { audience });

async function granted(asked: Asked = {}) {
  const { id } = await ask(asked);
  const { grantId } = await decideRequest(as(olivia), id, yes);
  return getGrant(as(riley), grantId ?? "");
}

async function refusal(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (!(error instanceof AppError)) throw new Error(`nothing was refused: ${error}`);
  return error;
}

describe("rule 1: the strictest of several limits wins, and has a name", () => {
  test.each([
    ["reader", "staging", 8 * hour, "service default"],
    ["clerk", "staging", 6 * hour, "role clerk"],
    ["clerk", "production", 4 * hour, "environment production"],
  ])("%s in %s", async (role, environment, seconds, cappedBy) => {
    const asked = { role, environment, durationSeconds: 24 * hour };
    const limited = { effectiveDurationSeconds: seconds, cappedBy, durationSeconds: 24 * hour };
    expect(await previewRequest(as(riley), input(asked))).toMatchObject(limited);
    expect(await ask(asked)).toMatchObject(limited);
  });
});

test("rule 2: waiting, access and a token have a clock each", async () => {
  const asked = await ask({ role: "clerk" });
  expect(Date.parse(asked.pendingUntil) - Date.parse(asked.createdAt)).toBe(6 * hour * 1000);
  await decideRequest(as(olivia), asked.id, yes);
  await clock.forward(5 * hour);
  const { grantId, closedAt } = await decideRequest(as(sam), asked.id, yes);
  const grant = await getGrant(as(riley), grantId ?? "");
  expect(grant.startsAt).toBe(closedAt);
  expect(Date.parse(grant.endsAt) - Date.parse(grant.startsAt)).toBe(hour * 1000);
  expect((await token()).expiresIn).toBe(300);
});

test("rule 3: an approver may shorten and never widen, and both are shown", async () => {
  const { id } = await ask({ durationSeconds: 2 * hour });
  const wider = await refusal(decideRequest(as(olivia), id, { ...yes, durationSeconds: 3 * hour }));
  expect(wider).toMatchObject({ code: "invalid-input", detail: expect.stringContaining("never widen") });
  expect(await decideRequest(as(olivia), id, { ...yes, durationSeconds: hour })).toMatchObject({
    durationSeconds: 2 * hour,
    effectiveDurationSeconds: hour,
  });
});

describe("rule 4: a request is decided by the declaration it was made under, and by a stricter one", () => {
  test("a limit that became lower counts, and the page says that something changed", async () => {
    const { id } = await ask();
    await declare({ ...orders, defaults: { ...orders.defaults, duration: { max: "10m" } } });
    expect(await getRequest(as(riley), id)).toMatchObject({ declarationChanged: true });
    expect(await decideRequest(as(olivia), id, yes)).toMatchObject({ effectiveDurationSeconds: 600 });
  });

  test("a limit that became higher does not", async () => {
    const { id } = await ask({ role: "clerk", environment: "production", durationSeconds: 24 * hour });
    await declare({ ...orders, environments: { staging: {}, production: { maxDuration: "8h" } } });
    await decideRequest(as(olivia), id, yes);
    expect(await decideRequest(as(sam), id, yes)).toMatchObject({ effectiveDurationSeconds: 4 * hour });
  });

  test("a removed approver loses the vote at once, and a new one does not reach back", async () => {
    const legal = await person("lena", "legal");
    const { id } = await ask({ role: "clerk" });
    await decideRequest(as(oscar), id, yes);
    const stages = (approvers: string[]) => ({
      ...orders.approvalPolicies,
      two: {
        stages: [
          { name: "owner", approvers: ["owners"] },
          { name: "security", approvers },
        ],
      },
    });
    await declare({ ...orders, approvalPolicies: stages(["group:default/security", "group:default/legal"]) });
    expect(await refusal(decideRequest(as(legal), id, yes))).toMatchObject({ code: "not-found" });
    await signIn(catalogue.runtime, oscar.subject, ["sales"]);
    expect((await getRequest(as(riley), id)).stages[0]).toMatchObject({ approvals: 0, open: true });
  });
});

describe("rule 5: eligibility is checked again", () => {
  const leave = () => signIn(catalogue.runtime, riley.subject, ["sales"]);

  test("at approval", async () => {
    const { id } = await ask();
    await leave();
    expect(await refusal(decideRequest(as(olivia), id, yes))).toMatchObject({ code: "not-eligible" });
  });

  test("at a scheduled start", async () => {
    const grant = await granted({ startsAt: new Date(Date.now() + hour * 1000).toISOString() });
    await leave();
    await clock.forward(hour + 1);
    await passTime(worker());
    expect(await getGrant(as(olivia), grant.id)).toMatchObject({
      status: "revoked",
      revokeReason: expect.stringContaining("no longer eligible"),
    });
  });

  test("at every token", async () => {
    await granted();
    await token();
    riley = await leave();
    expect((await refusal(token())).code).toMatch(/no-grant|not-eligible/);
  });
});

describe("rule 6: nobody approves their own request", () => {
  test("neither an owner nor an admin", async () => {
    const admin = await person("parker", "engineering", "orders-team", "platform");
    for (const self of [olivia, admin]) {
      const { id } = await ask({}, self);
      expect(await refusal(decideRequest(as(self), id, yes))).toMatchObject({ code: "self-approval" });
    }
  });

  test("unless the declaration says so", async () => {
    const { id } = await ask({ role: "owned" }, olivia);
    expect(await decideRequest(as(olivia), id, yes)).toMatchObject({ status: "approved" });
  });

  test("nor through somebody whom they stand in for, nor by whoever stands in for them", async () => {
    const until = { endsAt: new Date(Date.now() + hour * 1000).toISOString() };
    await nameStandIn(as(oscar), { standIn: riley.id, ...until });
    const { id } = await ask();
    riley = await person("riley", "engineering");
    expect(await refusal(decideRequest(as(riley), id, yes))).toMatchObject({ code: "self-approval" });

    await nameStandIn(as(olivia), { standIn: riley.id, ...until });
    const own = await ask({}, olivia);
    riley = await person("riley", "engineering");
    // Oscar's seat is theirs to fill, and not Olivia's: she is the one who asked.
    expect((await getRequest(as(riley), own.id)).yourPart?.onBehalfOf?.name).toBe(oscar.name);
  });

  test("one person fills one seat", async () => {
    const { id } = await ask({ role: "paired" });
    await decideRequest(as(olivia), id, yes);
    expect(await refusal(decideRequest(as(olivia), id, yes))).toMatchObject({ code: "conflict" });
    expect(await decideRequest(as(oscar), id, yes)).toMatchObject({ status: "approved" });
  });
});

test("rule 7: expired is not revoked, and revoked has a who and a why", async () => {
  const first = await granted();
  await clock.forward(hour);
  await passTime(worker());
  expect(await getGrant(as(riley), first.id)).toMatchObject({ status: "expired", revokedBy: null });
  const second = await granted();
  expect((await refusal(revokeGrant(as(olivia), second.id, { reason: " " }))).code).toBe("invalid-input");
  expect(await revokeGrant(as(olivia), second.id, { reason: "the incident is over" })).toMatchObject({
    status: "revoked",
    revokedBy: { name: olivia.name },
    revokeReason: "the incident is over",
  });
});

describe("rule 8: no dead ends", () => {
  test("what nobody else could approve is refused when it is asked, with whom to turn to", async () => {
    const solo = `user:default/solo-${round}`;
    const alone = await person("solo", "engineering");
    await declare({
      ...orders,
      approvalPolicies: { one: { stages: [{ approvers: [solo] }] } },
      roles: { reader: { scopes: ["orders:read"], approval: "one" } },
    });
    const refused = await refusal(ask({}, alone));
    expect(refused).toMatchObject({ code: "no-approver", detail: expect.stringContaining("orders-team") });
  });

  test("a pending request always ends", async () => {
    const { id } = await ask();
    await clock.forward(24 * hour);
    await passTime(worker());
    expect(await getRequest(as(riley), id)).toMatchObject({ status: "lapsed" });
  });
});

describe("rule 9: absent never means open", () => {
  test("a role for nobody can be had by nobody", async () => {
    await declare({
      ...orders,
      roles: { ...orders.roles, reader: { scopes: ["orders:read"], eligible: [] } },
    });
    expect(await refusal(ask())).toMatchObject({ code: "not-eligible" });
  });

  test.each([
    ["an unknown name", (text: string) => text.replace("approval: two", "approval: three")],
    ["a file that does not parse", (text: string) => `${text}\n  : [`],
  ])("%s keeps the last good version, and marks it stale", async (_what, spoil) => {
    catalogue.write(ref, { ...orders, title: "Spoiled" }, spoil);
    expect((await catalogue.sync()).problems.length).toBeGreaterThan(0);
    const [source] = await listSources(systemContext(catalogue.runtime, "test"));
    expect(source?.staleSince).not.toBeNull();
    expect(await ask()).toMatchObject({ serviceTitle: "Orders", status: "pending" });
    await declare(orders);
  });
});

describe("rule 10: widening needs a yes, narrowing acts at once", () => {
  test("a longer limit waits for an owner", async () => {
    catalogue.write(ref, { ...orders, environments: { staging: {}, production: { maxDuration: "8h" } } });
    await catalogue.sync();
    const asked = { environment: "production", durationSeconds: 24 * hour };
    expect(await previewRequest(as(riley), input(asked))).toMatchObject({ limitSeconds: 4 * hour });
    await catalogue.confirm(ref, olivia);
    expect(await previewRequest(as(riley), input(asked))).toMatchObject({ limitSeconds: 8 * hour });
  });

  test("a role that is taken away ends on live access too", async () => {
    const grant = await granted();
    const { reader: _gone, ...roles } = orders.roles;
    catalogue.write(ref, { ...orders, roles });
    await catalogue.sync();
    expect(await getGrant(as(olivia), grant.id)).toMatchObject({ status: "revoked" });
  });
});

test("rule 11: a file never creates trust, and nothing in it makes Daypass fetch anything", async () => {
  let calls = 0;
  const anybody = createServer((_request, response) => {
    calls += 1;
    response.end("{}");
  });
  await new Promise<void>((resolve) => anybody.listen(0, "127.0.0.1", resolve));
  const issuer = `http://localhost:${(anybody.address() as AddressInfo).port}`;
  await declare({
    ...orders,
    links: [{ url: "https://wiki.example.com/orders" }],
    trust: { other: { issuer, mappings: [{ match: [{ claim: "sub", exists: true }], grant: "eligible" }] } },
  });
  const stranger = await person("sally", "sales");
  expect(await refusal(ask({}, stranger))).toMatchObject({ code: "not-eligible" });
  expect(calls).toBe(0);
  anybody.close();
});

test("rule 12: extending never cuts, and overlapping access never ends the other", async () => {
  const grant = await granted({ durationSeconds: 2 * hour });
  const extension = await createRequest(as(riley), {
    extends: grant.id,
    durationSeconds: hour,
    justification: "the refund takes longer",
  });
  expect(await getGrant(as(riley), grant.id)).toMatchObject({ endsAt: grant.endsAt, status: "active" });
  await decideRequest(as(olivia), extension.id, yes);
  const longer = await getGrant(as(riley), grant.id);
  expect(Date.parse(longer.endsAt) - Date.parse(grant.endsAt)).toBe(hour * 1000);
  const other = await granted({ role: "reader", environment: "production", durationSeconds: 600 });
  await clock.forward(600);
  await passTime(worker());
  expect(await getGrant(as(riley), other.id)).toMatchObject({ status: "expired" });
  expect(await getGrant(as(riley), grant.id)).toMatchObject({ status: "active" });
});

describe("rule 13: every refusal explains itself", () => {
  test("with a stable code and what to do next, in the log too", async () => {
    const { id } = await ask();
    const stranger = await person("sally", "sales");
    const refusals = [
      [refusal(ask({}, stranger)), "not-eligible", /engineering only\. Ask group:default\/orders-team/],
      [refusal(ask()), "already-asked", /waits for a decision/],
      [refusal(ask({ environment: "moon" })), "invalid-input", /staging, production/],
      [refusal(decideRequest(as(riley), id, yes)), "self-approval", /own request/],
      [refusal(token()), "no-grant", /./],
    ] as const;
    for (const [refused, code, words] of refusals) {
      const { code: given, detail } = await refused;
      expect(given).toBe(code);
      expect(detail).toMatch(words);
    }
    expect(await auditTrail(catalogue.runtime, { requestId: id })).toContain("decision.made refused");
  });

  test("a service's refusal carries the link to ask for what was missing", async () => {
    const { extra } = await refusal(token());
    expect(extra?.requestAccessUri).toContain(`/ask?service=${encodeURIComponent(ref)}`);
  });
});
