import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import { AppError } from "@/lib/errors/app-error";
import { getGrant } from "@/lib/grants/queries";
import type { Principal } from "@/lib/principals/principal";
import { createBundle } from "./create-bundle";
import { createRequest } from "./create-request";
import type { RequestView } from "./view";

const rounds = 60;
const services = ["shop/orders/orders-api", "shop/billing/billing-api"];
const roles = ["reader", "refunder", "auditor", "pair", "viewer", "nothing"];
const groups = ["engineering", "orders-team", "security", "finance"];

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  for (const ref of services) await declare(db.runtime, ordersTrait, ref);
});
afterAll(() => db.drop());

/** The same numbers in every run. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

type Draw = (below: number) => number;

function drawItems(draw: Draw): { service: string; role: string; environment: string }[] {
  const items = Array.from({ length: 2 + draw(4) }, () => ({
    service: services[draw(2)] ?? "",
    role: roles[draw(roles.length - (draw(4) ? 1 : 0))] ?? "",
    environment: draw(2) ? "staging" : "production",
  }));
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()].sort((one, other) =>
    JSON.stringify(Object.values(one)) < JSON.stringify(Object.values(other)) ? -1 : 1,
  );
}

/** All that a request and its grant say, but whose they are and when it was. */
async function told(who: Principal, request: RequestView): Promise<unknown> {
  const { status, service, role, environment, durationSeconds, effectiveDurationSeconds, cappedBy } = request;
  const grant = request.grantId === null ? null : await getGrant(contextOf(db.runtime, who), request.grantId);
  return {
    asked: { status, service, role, environment, durationSeconds, effectiveDurationSeconds, cappedBy },
    waits: Date.parse(request.pendingUntil) - Date.parse(request.createdAt),
    stages: request.stages.map(({ name, required, approvers, open }) => ({
      name,
      required,
      approvers,
      open,
    })),
    grants: request.grants,
    given: grant && {
      scopes: grant.scopes,
      status: grant.status,
      seconds: (Date.parse(grant.endsAt) - Date.parse(grant.startsAt)) / 1000,
    },
  };
}

it(`never grants more or other than the same requests asked one by one (${rounds} random bundles)`, async () => {
  const outcomes = { placed: 0, refused: 0, granted: 0 };
  for (let round = 1; round <= rounds; round++) {
    const draw = random(round * 7_919);
    const items = drawItems(draw);
    if (items.length < 2) continue;
    const held = groups.filter((name) => (name === "engineering" ? draw(6) > 0 : draw(3) === 0));
    const together = await signIn(db.runtime, `together-${round}`, held);
    const singly = await signIn(db.runtime, `singly-${round}`, held);
    const terms = {
      durationSeconds: 600 * (1 + draw(60)),
      justification: draw(3) ? "what the auditors asked for" : "look",
    };

    const expected: unknown[] = [];
    const refused: { index: number; code: string }[] = [];
    for (const [index, item] of items.entries())
      try {
        const request = await createRequest(contextOf(db.runtime, singly), { ...terms, ...item });
        expected.push(await told(singly, request));
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        refused.push({ index, code: error.code });
      }

    const answer = await createBundle(contextOf(db.runtime, together), { ...terms, items }).catch(
      (error: unknown) => error,
    );
    if (answer instanceof AppError) {
      const errors = answer.extra.errors ?? [];
      const first = [...new Set(errors.map(({ path }) => path.slice(0, path.indexOf("]") + 1)))].map((at) =>
        errors.find(({ path }) => path.startsWith(at)),
      );
      expect(first.map((error) => error?.code)).toEqual(refused.map(({ code }) => code));
      expect(errors.map(({ path }) => Number(/\d+/.exec(path)?.[0]))).toEqual(
        expect.arrayContaining(refused.map(({ index }) => index)),
      );
      const { rows } = await db.runtime.pool.query("select 1 from access_request where requester_id = $1", [
        together.id,
      ]);
      expect(rows).toEqual([]);
      outcomes.refused++;
    } else {
      const bundle = answer as Awaited<ReturnType<typeof createBundle>>;
      expect(refused).toEqual([]);
      const seen: unknown[] = [];
      for (const request of bundle.items) seen.push(await told(together, request));
      expect(seen).toEqual(expected);
      outcomes.placed++;
      if (bundle.items.some(({ status }) => status === "approved")) outcomes.granted++;
    }
  }
  for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(5);
}, 120_000);
