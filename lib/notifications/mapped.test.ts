import { expect, it } from "vitest";
import { testIssuer } from "@/lib/config/test-config";
import { createTestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { createRequest } from "@/lib/requests/create-request";
import { listNotifications } from "./queries";
import { workOff } from "./test-post";

it("whoever only a trust mapping makes an approver is told, by their claims of the last sign-in; nobody else is", async () => {
  const issuer = { ...testIssuer, claims: { ...testIssuer.claims, keep: ["team"] } };
  const db = await createTestDatabase({ issuers: [issuer] });
  const match = [{ claim: "team", equals: "orders" }];
  await declare(db.runtime, {
    ...ordersTrait,
    trust: { corp: { issuer: issuer.issuer, mappings: [{ match, grant: "approver" }] } },
  });
  const member = (name: string, team: string) =>
    recordSignIn(db.runtime, issuer, { sub: name, name, groups: [], team }, "token-exchange");
  const mara = await member("mara", "orders");
  const paul = await member("paul", "payments");
  const riley = await signIn(db.runtime, "riley", ["engineering"]);
  await createRequest(contextOf(db.runtime, riley), {
    service: "shop/orders/orders-api",
    role: "reader",
    environment: "staging",
    durationSeconds: 3_600,
    justification: "look",
  });
  await workOff(db.runtime);
  const kinds = async (person: typeof mara) =>
    (await listNotifications(contextOf(db.runtime, person), {})).items.map(({ kind }) => kind);
  expect(await kinds(mara)).toEqual(["decision-wanted"]);
  expect(await kinds(paul)).toEqual([]);
  await db.drop();
});
