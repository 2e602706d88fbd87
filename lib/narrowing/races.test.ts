import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { systemContext } from "@/lib/context/context";
import { contextOf, ordersTrait, signIn } from "@/lib/db/test-world";
import { transact } from "@/lib/db/transact";
import type { AccessTrait } from "@/lib/declarations/trait";
import { AppError } from "@/lib/errors/app-error";
import { getGrant } from "@/lib/grants/queries";
import type { Principal } from "@/lib/principals/principal";
import { createRequest } from "@/lib/requests/create-request";
import { getRequest } from "@/lib/requests/queries";
import { createCredential } from "@/lib/services/credentials";
import { withdraw } from "@/lib/sources/withdraw";
import { introspect } from "@/lib/tokens/introspect";
import { issueServiceToken } from "@/lib/tokens/issue-service-token";
import { createTestCatalogue, type TestCatalogue } from "./test-changes";

let world: TestCatalogue;
let ref: string;
let riley: Principal;
let olivia: Principal;
let oscar: Principal;
let round = 0;

beforeAll(async () => {
  world = await createTestCatalogue();
  olivia = await signIn(world.runtime, "olivia", ["orders-team"]);
  oscar = await signIn(world.runtime, "oscar", ["orders-team"]);
});
afterAll(() => world.drop());
beforeEach(async () => {
  round += 1;
  ref = `shop/orders-${round}/api`;
  world.write(ref, ordersTrait);
  await world.sync();
  riley = await signIn(world.runtime, `riley-${round}`, ["engineering"]);
});

const as = (principal: Principal) => contextOf(world.runtime, principal);
const ask = (role: string) =>
  createRequest(as(riley), {
    service: ref,
    role,
    environment: "staging",
    durationSeconds: 3600,
    justification: "a reason that is long enough",
  });

/** A refusal is an answer; anything else is a bug. */
async function answer<T>(work: Promise<T>): Promise<T | string> {
  return work.catch((error: unknown) => {
    if (error instanceof AppError) return error.code;
    throw error;
  });
}

/** Lets each do its work up to its audit event and wait there with what it locked, in this order; then all at once. */
async function meeting(...during: (() => Promise<unknown>)[]) {
  const gate = new pg.Client({ connectionString: world.ownerUrl });
  await gate.connect();
  await gate.query("begin");
  await gate.query("lock table audit_event in share mode");
  const works = [];
  for (const work of during) {
    works.push(work());
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await gate.query("commit");
  await gate.end();
  return Promise.all(works);
}

const withoutReader: AccessTrait = {
  ...ordersTrait,
  roles: Object.fromEntries(Object.entries(ordersTrait.roles).filter(([name]) => name !== "reader")),
};

describe("a new declaration at the same moment", () => {
  it.each([
    ["the decision", "sync"],
    ["the sync", "decision"],
  ])("as a decision leaves no access behind, when %s is first", async (_first, second) => {
    const asked = await ask("reader");
    world.write(ref, withoutReader);
    const decide = () => answer(decideRequest(as(olivia), asked.id, { verdict: "approve" }));
    await (second === "sync" ? meeting(decide, world.sync) : meeting(world.sync, decide));
    const request = await getRequest(as(riley), asked.id);
    expect(request.status).toBe(second === "sync" ? "approved" : "cancelled");
    if (request.grantId)
      expect(await getGrant(as(riley), request.grantId)).toMatchObject({ status: "revoked" });
  });

  it("as a decision counts for it: one yes is not enough where it asks for two", async () => {
    const asked = await ask("reader");
    const { roles } = ordersTrait;
    world.write(ref, { ...ordersTrait, roles: { ...roles, reader: { ...roles.reader, approval: "two" } } });
    await meeting(world.sync, () => answer(decideRequest(as(olivia), asked.id, { verdict: "approve" })));
    expect(await getRequest(as(riley), asked.id)).toMatchObject({ status: "pending", grantId: null });
  });

  it("as somebody asks leaves nothing waiting in vain", async () => {
    world.write(ref, withoutReader);
    const [, refused] = await meeting(world.sync, () => answer(ask("reader")));
    expect(refused).toBe("invalid-input");
  });

  it.each([
    ["the token", "orders:view orders:list", false],
    ["the sync", "orders:view", true],
  ])(
    "as a token is minted leaves none that says more than it gives, when %s is first",
    async (first, scope, live) => {
      const viewer = { scopes: ["orders:view", "orders:list"], approval: "auto" };
      const wide: AccessTrait = { ...ordersTrait, roles: { ...ordersTrait.roles, viewer } };
      world.write(ref, wide);
      await world.sync();
      await world.confirm(ref, olivia);
      await ask("viewer");
      world.write(ref, ordersTrait);
      const credential = await createCredential(as(olivia), ref, { label: "test" });
      const minted: { scope: string; token: string }[] = [];
      const mint = async () => void minted.push(await issueServiceToken(as(riley), { audience: ref }));
      await (first === "the sync" ? meeting(world.sync, mint) : meeting(mint, world.sync));
      expect(minted).toMatchObject([{ scope }]);
      const seen = await introspect(world.runtime, credential, minted[0]?.token ?? "");
      expect(seen).toMatchObject({ active: live });
    },
  );

  it("never locks itself out, whoever does what at once", async () => {
    for (let turn = 0; turn < 6; turn++) {
      const people = await Promise.all(
        [1, 2, 3].map((index) => signIn(world.runtime, `p-${round}-${turn}-${index}`, ["engineering"])),
      );
      const asked = await Promise.all(
        people.map((person) =>
          createRequest(as(person), {
            service: ref,
            role: "reader",
            environment: "staging",
            durationSeconds: 3600,
            justification: "look",
          }),
        ),
      );
      world.write(ref, turn % 2 === 0 ? withoutReader : ordersTrait);
      await Promise.all([
        world.sync(),
        ...asked.map(({ id }) => answer(decideRequest(as(olivia), id, { verdict: "approve" }))),
        ...people.map(() => answer(ask("viewer"))),
      ]);
      if (turn % 2 === 0) {
        world.write(ref, ordersTrait);
        await world.sync();
        await world.confirm(ref, olivia);
      }
    }
  }, 30_000);
});

it("two yeses at the same moment fill two seats", async () => {
  const asked = await ask("pair");
  const yes = (principal: Principal) => () =>
    answer(decideRequest(as(principal), asked.id, { verdict: "approve" }));
  await meeting(yes(olivia), yes(oscar));
  expect(await getRequest(as(riley), asked.id)).toMatchObject({ status: "approved" });
});

it("a source may let what runs go on when it declares a service no more, and tokens with it", async () => {
  const granted = await ask("viewer");
  const waiting = await ask("reader");
  const credential = await createCredential(as(olivia), ref, { label: "test" });
  const { rows } = await world.runtime.pool.query<{ id: string }>("select id from service where ref = $1", [
    ref,
  ]);
  const known = { id: rows[0]?.id ?? "", ref, sourceName: "catalogue", status: "active" as const };
  await transact(systemContext(world.runtime, "sync"), "service.withdrawn", (tx) =>
    withdraw(tx, "catalogue", [{ ...known, declaredId: null, digest: null, file: null }], "gone", "keep"),
  );
  expect(await getGrant(as(riley), granted.grantId ?? "")).toMatchObject({ status: "active" });
  expect(await getRequest(as(riley), waiting.id)).toMatchObject({
    status: "cancelled",
    closeReason: "Orders API is no longer declared",
  });
  const { token } = await issueServiceToken(as(riley), { audience: ref });
  expect(await introspect(world.runtime, credential, token)).toMatchObject({ active: true });
  expect(await answer(ask("viewer"))).toBe("not-requestable");
});
