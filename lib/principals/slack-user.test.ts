import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import type { IssuerConfig } from "@/lib/config/config";
import { testIssuer } from "@/lib/config/test-config";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { mapClaims } from "./map-claims";
import { recordSignIn } from "./record-sign-in";
import { findSlackUser } from "./slack-user";

const issuer: IssuerConfig = {
  ...testIssuer,
  claims: {
    ...testIssuer.claims,
    slackUser: "https://slack.com/user_id",
    slackTeam: "https://slack.com/team_id",
  },
};
const teamless = { ...issuer, claims: { ...issuer.claims, slackTeam: undefined } };

const claimsOf = (sub: string, id: unknown, team: unknown = "T0ACME") => ({
  sub,
  email: "same@example.com",
  "https://slack.com/user_id": id,
  "https://slack.com/team_id": team,
});

describe("the claim of an issuer", () => {
  test.each<[string, unknown, unknown, object | null]>([
    ["names a user of a workspace", "U0RILEY", "T0ACME", { id: "U0RILEY", team: "T0ACME" }],
    ["names a user of a grid", "W0RILEY", "E0ACME", { id: "W0RILEY", team: "E0ACME" }],
    ["that is missing names nobody", undefined, "T0ACME", null],
    ["that is no id names nobody", "riley@example.com", "T0ACME", null],
    ["that is no text names nobody", ["U0RILEY"], "T0ACME", null],
    ["that hides more names nobody", "U0RILEY\u0000", "T0ACME", null],
    ["without its workspace names nobody", "U0RILEY", null, null],
    ["with a workspace that is none names nobody", "U0RILEY", "acme", null],
  ])("%s", (_what, id, team, expected) => {
    expect(mapClaims(issuer, claimsOf("riley", id, team)).slackUser).toEqual(expected);
  });

  test("counts only where daypass.yaml names it", () => {
    expect(mapClaims(testIssuer, claimsOf("riley", "U0RILEY")).slackUser).toBeNull();
    expect(mapClaims(teamless, claimsOf("riley", "U0RILEY", "no"))).toMatchObject({
      slackUser: { id: "U0RILEY", team: null },
    });
  });
});

describe("a user of Slack", () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.drop());
  const signIn = (sub: string, id: unknown, team?: unknown, from = issuer) =>
    recordSignIn(db.runtime, from, claimsOf(sub, id, team), "browser");
  const find = (id: string, team: string | null = "T0ACME") => findSlackUser(db.runtime.pool, { id, team });

  it("is nobody whom no issuer named, whatever their e-mail address", async () => {
    await signIn("nameless", undefined);
    expect(await find("U0NOBODY")).toEqual({ principal: null, claimedBy: 0 });
  });

  it("is whom the last sign-in named, in their workspace", async () => {
    const riley = await signIn("riley", "U0RILEY");
    expect(riley.slackUser).toEqual({ id: "U0RILEY", team: "T0ACME" });
    expect(await find("U0RILEY")).toEqual({ principal: riley });
    expect(await find("U0RILEY", "T0OTHER")).toEqual({ principal: null, claimedBy: 0 });
    await signIn("riley", undefined);
    expect(await find("U0RILEY")).toEqual({ principal: null, claimedBy: 0 });
  });

  it("is the same id in another workspace, somebody else", async () => {
    const one = await signIn("one", "U0SAME", "T0ACME");
    const other = await signIn("other", "U0SAME", "T0OTHER");
    expect(await find("U0SAME", "T0ACME")).toEqual({ principal: one });
    expect(await find("U0SAME", "T0OTHER")).toEqual({ principal: other });
    expect(await find("U0SAME", null)).toEqual({ principal: null, claimedBy: 2 });
  });

  it("is nobody while two claim to be them, and the one who is left when the other is deactivated", async () => {
    const sam = await signIn("sam", "U0TWICE");
    const max = await signIn("max", "U0TWICE", undefined, teamless);
    expect(max.slackUser).toEqual({ id: "U0TWICE", team: null });
    expect(await find("U0TWICE")).toEqual({ principal: null, claimedBy: 2 });
    await db.runtime.pool.query("update principal set deactivated_at = now() where id = $1", [max.id]);
    expect(await find("U0TWICE")).toEqual({ principal: sam });
    await db.runtime.pool.query("update principal set deactivated_at = now() where id = $1", [sam.id]);
    expect(await find("U0TWICE")).toEqual({ principal: null, claimedBy: 0 });
  });
});
