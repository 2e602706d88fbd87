import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { systemContext } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { auditTrail, contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import type { Principal } from "@/lib/principals/principal";
import { cancelRequest } from "./cancel-request";
import { claimRequest } from "./claim-request";
import { createRequest } from "./create-request";
import { getRequest } from "./queries";
import { releaseClaim } from "./release-claim";

let db: TestDatabase;
let riley: Principal;
let olivia: Principal;
let omar: Principal;
let sam: Principal;
let stranger: Principal;
let id: string;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

let round = 0;
beforeEach(async () => {
  round += 1;
  await declare(db.runtime, ordersTrait);
  riley = await signIn(db.runtime, `riley-${round}`, ["engineering"]);
  olivia = await signIn(db.runtime, `olivia-${round}`, ["orders-team"]);
  omar = await signIn(db.runtime, `omar-${round}`, ["orders-team"]);
  sam = await signIn(db.runtime, `sam-${round}`, ["security"]);
  stranger = await signIn(db.runtime, `stranger-${round}`, ["finance"]);
  id = (await createRequest(as(riley), refunder)).id;
});

const as = (principal: Principal) => contextOf(db.runtime, principal);
const refunder = {
  service: "shop/orders/orders-api",
  role: "refunder",
  environment: "production",
  durationSeconds: 3600,
  justification: "a refund that support asked for",
};
const claimers = async () => (await getRequest(as(riley), id)).claims.map(({ principal }) => principal.name);
const age = (minutes: number) =>
  db.runtime.pool.query(
    "update request_claim set claimed_at = claimed_at - $2 * interval '1 minute' where request_id = $1",
    [id, minutes],
  );

describe("I am looking at it", () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ["the one who asked", () => claimRequest(as(riley), id), "self-approval"],
    ["somebody whose stage is still to come", () => claimRequest(as(sam), id), "forbidden"],
    ["somebody who may not see it", () => claimRequest(as(stranger), id), "not-found"],
    ["Daypass itself", () => claimRequest(systemContext(db.runtime, "test"), id), "forbidden"],
    ["whoever asks for what is not there", () => claimRequest(as(olivia), "req_gone"), "not-found"],
    ["whoever does not look, of letting go", () => releaseClaim(as(olivia), id), "conflict"],
    ["a stranger, of letting go", () => releaseClaim(as(stranger), id), "not-found"],
  ])("is refused to %s, on record", async (_, call, code) => {
    await expect(call()).rejects.toMatchObject({ code });
    expect(await claimers()).toEqual([]);
    if (code !== "not-found")
      expect((await auditTrail(db.runtime, { requestId: id })).at(-1)).toMatch(
        /^request\.(claimed|released) refused$/,
      );
  });

  it("is seen by everybody, keeps nobody from deciding, and is let go of", async () => {
    const claimed = await claimRequest(as(olivia), id);
    expect(claimed.claims).toMatchObject([{ principal: { id: olivia.id, name: olivia.name } }]);
    expect(claimed).toEqual(await getRequest(as(olivia), id));
    expect(claimed.abilities).toEqual(["approve", "deny", "shorten", "release"]);
    expect(Date.parse(claimed.claims[0]?.until ?? "") - Date.parse(claimed.claims[0]?.at ?? "")).toBe(
      1_800_000,
    );
    expect((await getRequest(as(omar), id)).abilities).toEqual(["approve", "deny", "shorten", "claim"]);
    await expect(claimRequest(as(olivia), id)).rejects.toMatchObject({ code: "conflict" });

    await claimRequest(as(omar), id);
    expect(await claimers()).toEqual([olivia.name, omar.name]);
    const released = await releaseClaim(as(olivia), id);
    expect(released).toEqual(await getRequest(as(olivia), id));
    expect(await claimers()).toEqual([omar.name]);
    expect(await auditTrail(db.runtime, { requestId: id })).toEqual([
      "request.created",
      "request.claimed",
      "request.claimed refused",
      "request.claimed",
      "request.released",
    ]);
    expect(await decideRequest(as(olivia), id, { verdict: "approve" })).toMatchObject({ status: "pending" });
  });

  it("lapses by itself after half an hour, and can be said again", async () => {
    await claimRequest(as(olivia), id);
    await age(29);
    expect(await claimers()).toEqual([olivia.name]);
    await age(1);
    expect(await claimers()).toEqual([]);
    await expect(releaseClaim(as(olivia), id)).rejects.toMatchObject({ code: "conflict" });
    await claimRequest(as(olivia), id);
    expect(await claimers()).toEqual([olivia.name]);
  });

  it("ends when the request moves on: by a stage, by a decision, by being taken back", async () => {
    await claimRequest(as(omar), id);
    await decideRequest(as(olivia), id, { verdict: "approve" });
    expect(await claimers()).toEqual([]);
    await claimRequest(as(sam), id);
    expect(await claimers()).toEqual([sam.name]);
    await cancelRequest(as(riley), id);
    expect(await claimers()).toEqual([]);
    await expect(claimRequest(as(sam), id)).rejects.toMatchObject({ code: "conflict" });
    await expect(releaseClaim(as(sam), id)).rejects.toMatchObject({ code: "conflict" });
  });

  it("by two at once is both of them, and by one twice is one of them", async () => {
    const twice = [olivia, olivia, omar].map((person) => claimRequest(as(person), id));
    const outcomes = await Promise.allSettled(twice);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    expect((await claimers()).sort()).toEqual([olivia.name, omar.name].sort());
  });
});
