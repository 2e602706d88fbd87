import { afterAll, beforeAll, expect, it } from "vitest";
import { systemContext } from "@/lib/context/context";
import { contextOf, ordersTrait, signIn } from "@/lib/db/test-world";
import { AppError } from "@/lib/errors/app-error";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import { createTestCatalogue, type TestCatalogue } from "@/lib/narrowing/test-changes";
import { deactivatePrincipal } from "@/lib/principals/deactivate-principal";
import type { Principal } from "@/lib/principals/principal";
import { createRequest } from "@/lib/requests/create-request";
import { authenticateService, createCredential } from "@/lib/services/credentials";
import { introspect } from "@/lib/tokens/introspect";
import { issueServiceToken } from "@/lib/tokens/issue-service-token";
import { revokeToken } from "@/lib/tokens/revoke-token";

/** What a holder has, and when its text says that it ends. */
interface Held {
  holder: Principal;
  grantId: string;
  token: string;
  jti: string;
  expiresAt: string;
}

const viewer = { scopes: ["orders:view", "orders:list"], approval: "auto" };
const wide = { ...ordersTrait, roles: { ...ordersTrait.roles, viewer } };
let world: TestCatalogue;
let olivia: Principal;

beforeAll(async () => {
  world = await createTestCatalogue();
  olivia = await signIn(world.runtime, "olivia", ["orders-team"]);
});
afterAll(() => world.drop());

it.each(Array.from({ length: 12 }, (_, round) => round))(
  "every end before its time is in the log, and nothing else is: random run %i",
  async (round) => {
    const ref = `shop/orders-${round}/api`;
    const { runtime } = world;
    const as = (principal: Principal) => contextOf(runtime, principal);
    const system = systemContext(runtime, "test");
    world.write(ref, wide);
    await world.sync();
    await world.confirm(ref, olivia);
    const credential = await createCredential(as(olivia), ref, { label: "test" });
    const service = await authenticateService(runtime, credential.id, credential.secret);
    if (!service) throw new Error("the credential of the test is good");
    const ask = (holder: Principal, extending?: string) =>
      createRequest(as(holder), {
        ...(extending ? { extends: extending } : { service: ref, role: "viewer", environment: "staging" }),
        durationSeconds: extending ? 4_000 : 3_600,
        justification: "a reason that is long enough",
      });

    const held: Held[] = [];
    for (let n = 0; n < 5; n++) {
      const holder = await signIn(runtime, `riley-${round}-${n}`, ["engineering"]);
      const { grantId } = await ask(holder);
      for (let each = 0; each < 2; each++) {
        const issued = await issueServiceToken(as(holder), { audience: ref, grantId: grantId ?? "" });
        held.push({ holder, ...issued });
      }
    }
    const pick = () => held[Math.floor(Math.random() * held.length)] as Held;
    const ends: Record<string, () => Promise<unknown>> = {
      revoke: () => revokeGrant(as(olivia), pick().grantId, { reason: "no longer needed" }),
      giveBack: () => {
        const { holder, grantId } = pick();
        return revokeGrant(as(holder), grantId, { reason: "done with it" });
      },
      revokeToken: () => revokeToken(runtime, { service }, pick().token, "test"),
      deactivate: () => deactivatePrincipal(system, pick().holder.id, { reason: "left the company" }),
      extend: () => {
        const { holder, grantId } = pick();
        return ask(holder, grantId);
      },
      async shorten() {
        world.write(ref, { ...wide, environments: { ...wide.environments, staging: { maxDuration: "5m" } } });
        await world.sync();
      },
      async lessen() {
        world.write(ref, {
          ...wide,
          roles: { ...wide.roles, viewer: { ...viewer, scopes: ["orders:view"] } },
        });
        await world.sync();
      },
      async withdraw() {
        world.write(ref, null);
        await world.sync();
      },
    };
    const done: string[] = [];
    for (let step = 0; step < 6; step++) {
      // A service is withdrawn at the end, and once.
      const mayWithdraw = step > 3 && !done.includes("withdraw");
      const names = Object.keys(ends).filter((name) => name !== "withdraw" || mayWithdraw);
      const name = names[Math.floor(Math.random() * names.length)] ?? "";
      // What has ended already ends no second time.
      await ends[name]?.().catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error;
        done.push(error.code);
      });
      done.push(name);
      const told = await toldOf(service.serviceId);
      for (const { token, jti, grantId, expiresAt } of held) {
        const active = (await introspect(runtime, credential, token))?.active ?? false;
        const kept = await rowOf(jti);
        // A token that is cut short says a later end than it has: that is an end before its time as well.
        const endsEarly = !active || kept < new Date(expiresAt);
        expect({ done, jti, told: told.has(jti) || told.has(grantId) }).toEqual({
          done,
          jti,
          told: endsEarly,
        });
      }
    }
  },
  30_000,
);

async function toldOf(serviceId: string): Promise<Set<string>> {
  const { rows } = await world.runtime.pool.query<{ named: string }>(
    "select coalesce(grant_id, jti) as named from revocation where service_id = $1",
    [serviceId],
  );
  return new Set(rows.map(({ named }) => named));
}

async function rowOf(jti: string): Promise<Date> {
  const { rows } = await world.runtime.pool.query<{ expires_at: Date }>(
    "select expires_at from issued_token where jti = $1",
    [jti],
  );
  return rows[0]?.expires_at ?? new Date(0);
}

it("is written by nobody but the triggers, and stays", async () => {
  const { pool } = world.runtime;
  const refused = { code: "42501" };
  const insert =
    "insert into revocation (at, service_id, jti, reason, xact, oldest_xact) values (now(), 'x', 'y', 'z', 1, 1)";
  await expect(pool.query(insert)).rejects.toMatchObject(refused);
  await expect(pool.query("update revocation set reason = 'x'")).rejects.toMatchObject(refused);
  await expect(pool.query("delete from revocation")).rejects.toMatchObject(refused);
  await expect(pool.query("select tell_revocation('x', 'y', null, 'z')")).rejects.toMatchObject(refused);
});
