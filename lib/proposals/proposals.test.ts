import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Context, systemContext } from "@/lib/context/context";
import { auditTrail, contextOf, signIn } from "@/lib/db/test-world";
import type { AccessTrait } from "@/lib/declarations/trait";
import { createTestCatalogue, type TestCatalogue } from "@/lib/narrowing/test-changes";
import { createRequest } from "@/lib/requests/create-request";
import { decideProposal } from "./decide-proposal";
import { lapseDueProposals } from "./lapse-due";
import { proposeAgain } from "./propose-again";
import { countDecidableProposals, getProposal, listProposals } from "./queries";
import type { ProposalView } from "./view";

const reader = { scopes: ["orders:read"] };
const first: AccessTrait = {
  title: "Orders",
  owners: ["group:default/orders-team"],
  defaults: { eligible: ["group:default/engineering"], duration: { max: "4h" } },
  roles: { reader, clerk: { scopes: ["orders:write"] } },
};
/** One role more, one role less, another title. */
const second: AccessTrait = {
  ...first,
  title: "Shop orders",
  roles: { reader, admin: { scopes: ["orders:all"] } },
};

const ref = "shop/orders/orders-api";
let catalogue: TestCatalogue;
const people: Record<string, string[]> = {
  riley: ["engineering"],
  olivia: ["engineering", "orders-team"],
  oscar: ["orders-team"],
  parker: ["platform"],
};
const as = async (name: string) =>
  contextOf(catalogue.runtime, await signIn(catalogue.runtime, name, people[name] ?? []));
const waiting = async (): Promise<ProposalView> => {
  const { items } = await listProposals(await as("riley"), { status: "pending", service: ref });
  const [proposal] = items;
  if (!proposal || items.length > 1) throw new Error(`${items.length} proposals wait`);
  return proposal;
};
const trail = async () =>
  (await auditTrail(catalogue.runtime, { service: ref })).filter((each) =>
    /^declaration|^service/.test(each),
  );

/** Writes the file and reads the source; null takes the service out of it. */
async function declare(trait: AccessTrait | null, ctx?: Context): Promise<void> {
  catalogue.write(ref, trait);
  expect((await catalogue.sync(ctx)).problems).toEqual([]);
}

async function inForce(): Promise<{ version: number; trait: AccessTrait; declared: number }> {
  const { rows } = await catalogue.runtime.pool.query(
    `select d.version, d.trait, said.version as declared from service s
     join declaration d on d.id = s.declaration_id join declaration said on said.id = s.declared_id where s.ref = $1`,
    [ref],
  );
  return rows[0];
}

beforeEach(async () => {
  catalogue = await createTestCatalogue();
  // Something else is always declared: a source that is empty is taken for one that cannot be read.
  catalogue.write("shop/other/api", first);
  await declare(first);
});
afterEach(() => catalogue.drop());

describe("a declaration that widens and narrows", () => {
  test("narrows at once, and widens when an owner says yes", async () => {
    await as("olivia");
    expect(Object.keys((await inForce()).trait.roles), "in the order of the file").toEqual([
      "reader",
      "clerk",
    ]);
    await declare(second);
    const counts = await inForce();
    expect(counts).toMatchObject({ version: 3, declared: 2 });
    expect(Object.keys(counts.trait.roles)).toEqual(["reader"]);
    expect(counts.trait.title).toBe("Shop orders");
    const proposal = await waiting();
    expect(proposal).toMatchObject({
      serviceTitle: "Shop orders",
      before: { version: 1 },
      after: { version: 2, file: "orders.yaml" },
      owners: first.owners,
      decidedBy: null,
      abilities: [],
    });
    expect(proposal.waits.map(({ role }) => role)).toEqual(["admin"]);
    const asked = { service: ref, role: "admin", durationSeconds: 60, justification: "look" };
    await expect(createRequest(await as("riley"), asked)).rejects.toMatchObject({ code: "invalid-input" });

    const olivia = await as("olivia");
    expect(await countDecidableProposals(olivia)).toBe(1);
    const decided = await decideProposal(olivia, proposal.id, { verdict: "approve", comment: "as agreed" });
    expect(decided).toMatchObject({
      status: "approved",
      decidedBy: { name: "olivia" },
      comment: "as agreed",
      abilities: [],
    });
    expect(await inForce()).toMatchObject({ version: 2, declared: 2, trait: second });
    expect(await countDecidableProposals(olivia)).toBe(0);
    expect(await createRequest(await as("riley"), asked)).toMatchObject({ status: "pending" });
    expect(await trail()).toEqual([
      "declaration.published",
      "declaration.published",
      "declaration.proposed",
      "declaration.approved",
    ]);
    await declare(second);
    expect(await inForce(), "reading it again changes nothing").toMatchObject({ version: 2 });
  });

  test("stays narrowed after a no, until an owner asks for it again", async () => {
    await declare(second);
    const olivia = await as("olivia");
    await decideProposal(olivia, (await waiting()).id, { verdict: "deny", comment: "not now" });
    await declare(second);
    expect(await inForce()).toMatchObject({ version: 3, declared: 2 });
    expect((await listProposals(olivia, { status: "pending" })).items).toEqual([]);
    await expect(proposeAgain(await as("riley"), ref)).rejects.toMatchObject({ code: "forbidden" });
    const again = await proposeAgain(olivia, ref);
    await expect(proposeAgain(olivia, ref)).rejects.toMatchObject({ code: "conflict" });
    await decideProposal(olivia, again.id, { verdict: "approve" });
    expect(await inForce()).toMatchObject({ version: 2 });
    await expect(proposeAgain(olivia, ref)).rejects.toMatchObject({ code: "conflict" });
  });

  test("waits no more when its source says something else", async () => {
    await declare(second);
    const outdated = await waiting();
    await declare({ ...second, title: "Orders of the shop" });
    const proposal = await waiting();
    expect(proposal.id).not.toBe(outdated.id);
    await expect(
      decideProposal(await as("olivia"), outdated.id, { verdict: "approve" }),
    ).rejects.toMatchObject({
      code: "conflict",
      detail: "Its source says something else by now.",
    });
    await declare({ ...first, title: "Orders of the shop", roles: { reader } });
    expect((await listProposals(await as("riley"), { status: "pending" })).items).toEqual([]);
    expect(await inForce()).toMatchObject({ trait: { roles: { reader } } });
  });

  test("waits no more when the service is gone, and comes back no wider than it went", async () => {
    await declare({ ...first, roles: { reader } });
    await declare(null);
    await declare(second);
    const counts = await inForce();
    expect(Object.keys(counts.trait.roles)).toEqual(["reader"]);
    const outdated = await waiting();
    await declare(null);
    expect(await getProposal(await as("riley"), outdated.id)).toMatchObject({ status: "superseded" });
  });

  test("closes by itself when no owner decides in time", async () => {
    catalogue.runtime.config.limits.proposalPendingForSeconds = 1;
    await declare(second);
    const { id } = await waiting();
    const worker = systemContext(catalogue.runtime, "worker");
    expect(await lapseDueProposals(worker)).toBe(0);
    await expect.poll(() => lapseDueProposals(worker), { timeout: 5_000 }).toBe(1);
    expect(await getProposal(await as("olivia"), id)).toMatchObject({ status: "lapsed", abilities: [] });
    await expect(decideProposal(await as("olivia"), id, { verdict: "approve" })).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await inForce()).toMatchObject({ version: 3, declared: 2 });
    expect((await trail()).at(-1)).toBe("declaration.approved refused");
  });
});

describe("who may not say yes", () => {
  test.each([
    ["riley", "Only group:default/orders-team can decide what the declaration of Shop orders widens."],
    ["parker", "Only group:default/orders-team can decide what the declaration of Shop orders widens."],
  ])("%s, who does not own the service", async (name, reason) => {
    await as("olivia");
    await declare(second);
    const { id } = await waiting();
    expect(await getProposal(await as(name), id)).toMatchObject({ abilities: [], whyNot: reason });
    expect(await countDecidableProposals(await as(name))).toBe(0);
    await expect(decideProposal(await as(name), id, { verdict: "approve" })).rejects.toMatchObject({
      code: "forbidden",
      detail: reason,
    });
    expect((await trail()).at(-1)).toBe("declaration.approved refused");
    expect(await inForce()).toMatchObject({ version: 3 });
  });

  test("an owner whom the same change makes none, and one whom it makes an owner", async () => {
    people.nina = ["new-team"];
    const both = { ...first, owners: ["group:default/orders-team", "group:default/old-team"] };
    people.otto = ["old-team"];
    await declare(both);
    await decideProposal(await as("olivia"), (await waiting()).id, { verdict: "approve" });
    await declare({ ...both, owners: ["group:default/orders-team", "group:default/new-team"] });
    const { id } = await waiting();
    for (const name of ["otto", "nina"])
      await expect(decideProposal(await as(name), id, { verdict: "approve" })).rejects.toMatchObject({
        code: "forbidden",
      });
    await decideProposal(await as("oscar"), id, { verdict: "approve" });
    expect((await inForce()).trait.owners).toEqual(["group:default/orders-team", "group:default/new-team"]);
  });

  test("whoever uploaded it, owner or not", async () => {
    const olivia = await as("olivia");
    await declare(second, olivia);
    const { id } = await waiting();
    await expect(decideProposal(olivia, id, { verdict: "approve" })).rejects.toMatchObject({
      code: "self-approval",
    });
    await decideProposal(await as("oscar"), id, { verdict: "deny" });
    const again = await proposeAgain(olivia, ref);
    await expect(decideProposal(olivia, again.id, { verdict: "approve" })).rejects.toMatchObject({
      code: "self-approval",
    });
  });
});

test("a platform admin decides where no owner was ever seen, so that nothing waits for nobody", async () => {
  await declare(second);
  const parker = await as("parker");
  expect(await countDecidableProposals(parker)).toBe(1);
  await decideProposal(parker, (await waiting()).id, { verdict: "approve" });
  expect(await inForce()).toMatchObject({ version: 2 });
});

test("of two owners and a sync at the same moment one goes first, and nothing that was not confirmed counts", async () => {
  const [olivia, oscar] = [await as("olivia"), await as("oscar")];
  await declare(second);
  const { id } = await waiting();
  const results = await Promise.allSettled([
    decideProposal(olivia, id, { verdict: "approve" }),
    declare({ ...second, roles: { ...second.roles, root: { scopes: ["orders:root"] } } }),
    decideProposal(oscar, id, { verdict: "deny" }),
  ]);
  expect(results[1]?.status).toBe("fulfilled");
  const { status } = await getProposal(olivia, id);
  expect(["approved", "denied", "superseded"]).toContain(status);
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(
    status === "superseded" ? 1 : 2,
  );
  const counts = await inForce();
  expect("admin" in counts.trait.roles).toBe(status === "approved");
  expect((await waiting()).waits.map(({ role }) => role)).toContain("root");
});
