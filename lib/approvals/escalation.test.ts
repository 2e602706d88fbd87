import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemContext } from "@/lib/context/context";
import { createTestClock, type TestClock } from "@/lib/db/test-clock";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { auditTrail, contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import type { AccessTrait } from "@/lib/declarations/trait";
import type { Principal } from "@/lib/principals/principal";
import { createRequest } from "@/lib/requests/create-request";
import { escalateDueRequests } from "@/lib/requests/escalate-due";
import { lapseDueRequests } from "@/lib/requests/lapse-due";
import { getRequest, listRequests } from "@/lib/requests/queries";
import { lookAhead } from "@/lib/worker/next-due";
import { decideRequest } from "./decide-request";

let db: TestDatabase;
let clock: TestClock;
beforeAll(async () => {
  db = await createTestDatabase();
  clock = await createTestClock(db);
});
afterAll(async () => {
  await clock.close();
  await db.drop();
});

const hour = 3600;
const trait: AccessTrait = {
  ...ordersTrait,
  approvalPolicies: {
    staged: {
      stages: [
        { name: "owner", approvers: ["owners"], timeout: "1h" },
        { name: "security", approvers: ["group:default/security"], timeout: "2h" },
      ],
      expiresAfter: "12h",
    },
    alone: { stages: [{ name: "owner", approvers: ["owners"], timeout: "1h" }] },
    both: {
      stages: [
        {
          name: "groups",
          approvers: ["group:default/orders-team", "group:default/security", "group:default/legal"],
          required: 2,
          counts: "groups",
        },
      ],
    },
  },
  roles: {
    staged: { scopes: ["a"], approval: "staged" },
    alone: { scopes: ["b"], approval: "alone" },
    both: { scopes: ["c"], approval: "both" },
  },
  environments: {},
};

let riley: Principal;
let olivia: Principal;
let sam: Principal;
let sara: Principal;
let round = 0;
beforeEach(async () => {
  round += 1;
  await declare(db.runtime, trait);
  riley = await signIn(db.runtime, `riley-${round}`, ["engineering"]);
  olivia = await signIn(db.runtime, `olivia-${round}`, ["orders-team"]);
  sam = await signIn(db.runtime, `sam-${round}`, ["security"]);
  sara = await signIn(db.runtime, `sara-${round}`, ["security"]);
});

const as = (principal: Principal) => contextOf(db.runtime, principal);
const yes = { verdict: "approve" };
const ask = (role: string) =>
  createRequest(as(riley), {
    service: "shop/orders/orders-api",
    role,
    durationSeconds: hour,
    justification: "a reason",
  });

const sweep = () => escalateDueRequests(systemContext(db.runtime, "worker"));

describe("a stage that waits too long", () => {
  it("is opened to the next stage's approvers at its instant, and the world is told once", async () => {
    const asked = await ask("staged");
    expect(asked.waitsFor).toBe(
      "Waits for one of orders-team, then one of security. After 1 h without an answer security can decide this stage too.",
    );
    await expect(decideRequest(as(sam), asked.id, yes)).rejects.toMatchObject({ code: "forbidden" });
    expect(await sweep()).toBe(0);
    await clock.forward(hour - 30);
    expect((await lookAhead(db.runtime.pool)).untilNext).toBeLessThanOrEqual(30_000);
    await expect(decideRequest(as(sam), asked.id, yes)).rejects.toMatchObject({ code: "forbidden" });

    await clock.forward(30);
    // Whether the sweep has come by or not.
    const open = await getRequest(as(sam), asked.id);
    expect(open.abilities).toContain("approve");
    expect(open.yourPart?.because).toBe(
      'You are asked as one of security: stage "owner" waited 1 h for those who come first.',
    );
    expect((await listRequests(as(sam), { decidable: "true" })).items.map(({ id }) => id)).toContain(
      asked.id,
    );
    expect(await sweep()).toBe(1);
    expect(await sweep()).toBe(0);
    expect(await auditTrail(db.runtime, { requestId: asked.id })).toEqual([
      "request.created",
      "decision.made refused",
      "decision.made refused",
      "request.escalated",
    ]);
  });

  it("still needs another person for the stage after it", async () => {
    const asked = await ask("staged");
    await clock.forward(hour);
    const half = await decideRequest(as(sam), asked.id, yes);
    expect(half).toMatchObject({
      status: "pending",
      stages: [{ approvals: 1 }, { approvals: 0, open: true }],
    });
    await expect(decideRequest(as(sam), asked.id, yes)).rejects.toMatchObject({ code: "conflict" });
    expect(await decideRequest(as(sara), asked.id, yes)).toMatchObject({ status: "approved" });
  });

  it("is opened to the owners after the last stage, by that stage's own clock", async () => {
    const asked = await ask("staged");
    await decideRequest(as(olivia), asked.id, yes);
    const other = await signIn(db.runtime, `oscar-${round}`, ["orders-team"]);
    await clock.forward(2 * hour - 60);
    await expect(decideRequest(as(other), asked.id, yes)).rejects.toMatchObject({ code: "forbidden" });
    await clock.forward(60);
    expect(await decideRequest(as(other), asked.id, yes)).toMatchObject({ status: "approved" });
  });

  it("lapses where nobody else could be asked", async () => {
    const asked = await ask("alone");
    expect(Date.parse(asked.pendingUntil) - Date.parse(asked.createdAt)).toBe(hour * 1000);
    await clock.forward(hour);
    expect(await sweep()).toBe(0);
    await expect(decideRequest(as(olivia), asked.id, yes)).rejects.toMatchObject({ code: "conflict" });
    expect(await lapseDueRequests(systemContext(db.runtime, "worker"))).toBe(1);
    expect((await getRequest(as(riley), asked.id)).status).toBe("lapsed");
  });

  it("waits as long as the slower of two declarations says", async () => {
    const asked = await ask("staged");
    const [owners, security] = trait.approvalPolicies?.staged?.stages ?? [];
    if (!owners || !security) throw new Error("the trait has two stages");
    const slower = { stages: [{ ...owners, timeout: "3h" }, security] };
    await declare(db.runtime, { ...trait, approvalPolicies: { ...trait.approvalPolicies, staged: slower } });
    await clock.forward(hour);
    expect(await sweep()).toBe(1);
    await expect(decideRequest(as(sam), asked.id, yes)).rejects.toMatchObject({ code: "forbidden" });
    await clock.forward(2 * hour);
    expect(await decideRequest(as(sam), asked.id, yes)).toMatchObject({ status: "pending" });
    expect(await auditTrail(db.runtime, { requestId: asked.id })).not.toContain("request.escalated");
  });
});

describe("a stage that counts groups", () => {
  it("takes each group once, says so, and needs another", async () => {
    const asked = await ask("both");
    expect(asked.waitsFor).toBe("Waits for two of orders-team, security or legal.");
    await decideRequest(as(sam), asked.id, yes);
    await expect(decideRequest(as(sara), asked.id, yes)).rejects.toMatchObject({
      code: "conflict",
      detail:
        'Stage "groups" counts each group once, and security said yes already. It waits for another of orders-team, security or legal.',
    });
    expect(await decideRequest(as(olivia), asked.id, yes)).toMatchObject({ status: "approved" });
  });

  it("finds a seat for whoever is in two of them", async () => {
    const asked = await ask("both");
    const both = await signIn(db.runtime, `both-${round}`, ["legal", "security"]);
    await decideRequest(as(both), asked.id, yes);
    // Theirs may count for either: security's own yes makes it legal's.
    expect(await decideRequest(as(sam), asked.id, yes)).toMatchObject({ status: "approved" });
  });
});
