import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { contextOf, ordersTrait, signIn } from "@/lib/db/test-world";
import type { AccessTrait } from "@/lib/declarations/trait";
import { getGrant } from "@/lib/grants/queries";
import type { GrantView } from "@/lib/grants/view";
import type { Principal } from "@/lib/principals/principal";
import { createRequest } from "@/lib/requests/create-request";
import { getRequest } from "@/lib/requests/queries";
import type { RequestView } from "@/lib/requests/view";
import { createCredential } from "@/lib/services/credentials";
import { introspect } from "@/lib/tokens/introspect";
import { issueServiceToken } from "@/lib/tokens/issue-service-token";
import { createTestCatalogue, type TestCatalogue } from "./test-changes";

const today = new Date().toISOString().slice(0, 10);
let world: TestCatalogue;
let ref: string;
let riley: Principal;
let olivia: Principal;
let round = 0;

beforeAll(async () => {
  world = await createTestCatalogue();
  world.write("shop/other/api", { ...ordersTrait, title: "Another" });
});
afterAll(() => world.drop());

// Each test has a service and people of its own.
beforeEach(async () => {
  round += 1;
  ref = `shop/orders-${round}/api`;
  world.write(ref, ordersTrait);
  await world.sync();
  riley = await signIn(world.runtime, `riley-${round}`, ["engineering"]);
  olivia = await signIn(world.runtime, `olivia-${round}`, ["orders-team"]);
});

const as = (principal: Principal) => contextOf(world.runtime, principal);

async function change(edit: (trait: AccessTrait) => AccessTrait) {
  world.write(ref, edit(structuredClone(ordersTrait)));
  const before = await position();
  await world.sync();
  return trail(before);
}

async function position(): Promise<number> {
  const { rows } = await world.runtime.pool.query<{ at: number }>(
    "select max(position)::int as at from audit_event",
  );
  return rows[0]?.at ?? 0;
}

/** Actions since then about requests and grants, with who did it. */
async function trail(since: number): Promise<string[]> {
  const { rows } = await world.runtime.pool.query<{ action: string; actor_name: string }>(
    "select action, actor_name from audit_event where position > $1 and (request_id is not null) order by position",
    [since],
  );
  return rows.map(({ action, actor_name }) => `${actor_name} ${action}`);
}

const ask = (
  role: string,
  { by = riley, service = ref, environment = "production", seconds = 4 * 3600 } = {},
) =>
  createRequest(as(by), {
    service,
    role,
    environment,
    durationSeconds: seconds,
    justification: "a reason that is long enough",
  });

async function hold(role: string, options: Parameters<typeof ask>[1] = {}): Promise<GrantView> {
  const asked = await ask(role, options);
  const granted = asked.grantId ? asked : await decideRequest(as(olivia), asked.id, { verdict: "approve" });
  return getGrant(as(options.by ?? riley), granted.grantId ?? "");
}

const requestNow = ({ id }: RequestView, by = riley) => getRequest(as(by), id);
const grantNow = ({ id }: GrantView) => getGrant(as(olivia), id);

const without = (role: string) => (trait: AccessTrait) => {
  delete trait.roles[role];
  return trait;
};
const withRole = (name: string, more: Partial<AccessTrait["roles"][string]>) => (trait: AccessTrait) => ({
  ...trait,
  roles: { ...trait.roles, [name]: { ...trait.roles[name], ...more } },
});
const notFor = (trait: AccessTrait): AccessTrait =>
  withRole("reader", { eligible: ["group:default/ops"] })(trait);

describe("a request that waits", () => {
  it.each<[string, (trait: AccessTrait) => AccessTrait, string]>([
    ["a role that is gone", without("reader"), "no longer offers reader in production"],
    [
      "a place where the role is not any more",
      withRole("reader", { environments: ["staging"] }),
      "no longer offers reader in production",
    ],
    ["a requester who may not ask any more", notFor, "no longer lets riley-# ask for reader"],
    [
      "a rule that nobody can keep",
      (trait) => ({
        ...withRole("reader", { authContext: { acrValues: ["a"] } })(trait),
        environments: { ...trait.environments, production: { authContext: { acrValues: ["b"] } } },
      }),
      "asks for what this version cannot do: two classes of sign-in at once (authContext: the role and the environment have no acr value in common)",
    ],
    [
      "nobody left who could approve",
      (trait) => ({
        ...withRole("reader", { approval: "own" })(trait),
        approvalPolicies: {
          ...trait.approvalPolicies,
          own: {
            stages: [{ name: "owner", approvers: ["owners"] }, { approvers: ["user:default/riley-#"] }],
          },
        },
      }),
      "leaves nobody who could approve reader in production",
    ],
  ])("is closed by %s", async (_what, edit, reason) => {
    const asked = await ask("reader");
    const elsewhere = await ask("reader", { service: "shop/other/api" });
    const numbered = (trait: AccessTrait): AccessTrait =>
      JSON.parse(JSON.stringify(edit(trait)).replaceAll("#", String(round)));
    expect(await change(numbered)).toEqual(["sync request.cancelled"]);
    expect(await requestNow(asked)).toMatchObject({
      status: "cancelled",
      closeReason: `the declaration of ${today} ${reason.replace("#", String(round))}`,
      abilities: [],
    });
    expect(await requestNow(elsewhere)).toMatchObject({ status: "pending", closeReason: null });
    const before = await position();
    await world.sync();
    expect(await trail(before), "a sync that changes nothing does nothing").toEqual([]);
  });

  it("is closed where its role may not be held together with another one any more, the later of two", async () => {
    const reader = await ask("reader");
    const auditor = await ask("auditor");
    const ofOlivia = await ask("reader", {
      by: await signIn(world.runtime, `uma-${round}`, ["engineering"]),
    });
    const actions = await change(withRole("reader", { conflictsWith: ["auditor"] }));
    expect(actions).toEqual(["sync request.cancelled"]);
    expect(await requestNow(reader)).toMatchObject({ status: "pending" });
    expect(await requestNow(auditor)).toMatchObject({
      status: "cancelled",
      closeReason: `the declaration of ${today} does not let auditor be held together with reader, which riley-${round} has`,
    });
    expect(await requestNow(ofOlivia, olivia)).toMatchObject({ status: "pending" });
  });

  it("is cut to a shorter limit, which is named, and never made longer", async () => {
    const long = await ask("reader", { seconds: 4 * 3600 });
    const short = await ask("reader", { environment: "staging", seconds: 600 });
    expect(await change(withRole("reader", { duration: { max: "1h" } }))).toEqual(["sync request.shortened"]);
    const cut = { status: "pending", durationSeconds: 14_400, effectiveDurationSeconds: 3_600 };
    expect(await requestNow(long)).toMatchObject({ ...cut, cappedBy: "role reader" });
    expect(await requestNow(short)).toMatchObject({ effectiveDurationSeconds: 600, cappedBy: null });
    expect(await change((trait) => trait)).toEqual([]);
    expect(await requestNow(long)).toMatchObject(cut);
  });

  it("stays as it is when what changes is not its own", async () => {
    const asked = await ask("reader");
    expect(
      await change((trait) => ({ ...without("refunder")(trait), title: "Orders", description: "New words" })),
    ).toEqual([]);
    expect(await requestNow(asked)).toMatchObject({ status: "pending", declarationChanged: true });
  });

  it("that lost its hope before is left alone by a change that does not concern it", async () => {
    const asked = await ask("reader");
    await signIn(world.runtime, `riley-${round}`, ["finance"]);
    expect(await change((trait) => ({ ...trait, description: "New words" }))).toEqual([]);
    expect(await requestNow(asked, olivia)).toMatchObject({ status: "pending" });
  });
});

describe("a grant that runs", () => {
  it.each<[string, (trait: AccessTrait) => AccessTrait, string]>([
    ["its role is gone", without("reader"), "no longer offers reader in production"],
    [
      "its place is gone",
      (trait) => ({ ...trait, environments: { staging: {} } }),
      "no longer offers reader in production",
    ],
    ["its holder may not hold it any more", notFor, "no longer lets riley-# hold reader"],
    [
      "nothing is left of what it gave",
      withRole("reader", { scopes: ["orders:list"] }),
      "no longer offers reader in production",
    ],
  ])("ends when %s", async (_what, edit, reason) => {
    const grant = await hold("reader");
    const other = await hold("viewer", { environment: "staging" });
    const elsewhere = await hold("viewer", { service: "shop/other/api" });
    expect(await change(edit)).toEqual(["sync grant.revoked"]);
    expect(await grantNow(grant)).toMatchObject({
      status: "revoked",
      revokedBy: null,
      revokeReason: `the declaration of ${today} ${reason.replace("#", String(round))}`,
    });
    for (const kept of [other, elsewhere])
      expect(await grantNow(kept)).toMatchObject({ status: "active", endsAt: kept.endsAt });
  });

  it("is shortened to the new limit from its start, and its tokens with it; ends when that is over", async () => {
    const grant = await hold("reader");
    const viewer = await hold("viewer");
    const actions = await change(withRole("reader", { duration: { max: "10m" } }));
    expect(actions).toEqual(["sync grant.shortened"]);
    const cut = await grantNow(grant);
    expect(Date.parse(cut.endsAt) - Date.parse(cut.startsAt)).toBe(600_000);
    expect(cut.status).toBe("active");
    expect(await grantNow(viewer)).toMatchObject({ endsAt: viewer.endsAt, status: "active" });
    await world.runtime.pool.query("select pg_sleep(1.1)");
    expect(await change(withRole("reader", { duration: { max: "1s" } }))).toEqual(["sync grant.revoked"]);
    expect(await grantNow(grant)).toMatchObject({
      status: "revoked",
      revokeReason: `the declaration of ${today} lets reader in production be held for 1 s, which are over`,
    });
  });

  it("that gives less stops its tokens, and new ones say less", async () => {
    await change(withRole("viewer", { scopes: ["orders:view", "orders:list"] }));
    await world.confirm(ref, olivia);
    const grant = await hold("viewer");
    const reader = await hold("reader");
    const credential = await createCredential(as(olivia), ref, { label: "test" });
    const look = (token: string) => introspect(world.runtime, credential, token);
    const old = await issueServiceToken(as(riley), { audience: ref, grantId: grant.id });
    const unconcerned = await issueServiceToken(as(riley), { audience: ref, grantId: reader.id });
    expect(old.scope).toBe("orders:view orders:list");
    expect(await look(old.token)).toMatchObject({ active: true });

    expect(await change((trait) => trait)).toEqual(["sync grant.lessened"]);
    expect(await look(old.token)).toEqual({ active: false });
    expect(await look(unconcerned.token)).toMatchObject({ active: true });
    const again = await issueServiceToken(as(riley), { audience: ref, grantId: grant.id });
    expect(again.scope).toBe("orders:view");
    expect(await look(again.token)).toMatchObject({ active: true });
    expect(await grantNow(grant)).toMatchObject({ status: "active", endsAt: grant.endsAt });
  });

  it("ends with its service, whose requests are closed; what comes back gives nothing back", async () => {
    const grant = await hold("viewer");
    const asked = await ask("reader");
    world.write(ref, null);
    const before = await position();
    await world.sync();
    expect(await trail(before)).toEqual(["sync grant.revoked", "sync request.cancelled"]);
    const reason = "Orders API is no longer declared";
    expect(await grantNow(grant)).toMatchObject({ status: "revoked", revokeReason: reason });
    expect(await requestNow(asked)).toMatchObject({ status: "cancelled", closeReason: reason });
    expect(await change((trait) => trait)).toEqual([]);
    expect(await grantNow(grant)).toMatchObject({ status: "revoked" });
  });
});
