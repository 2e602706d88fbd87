import { expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { createTestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, signIn } from "@/lib/db/test-world";
import { passTime, workOff } from "@/lib/notifications/test-post";
import { createRequest } from "@/lib/requests/create-request";
import { startTestTeams } from "./test-teams";

it("a room is told once of a request that its people decide, though Teams failed at first", async () => {
  const teams = await startTestTeams();
  teams.troubles.push(500, 500);
  const events = ["decision-wanted" as const];
  const db = await createTestDatabase({
    teams: [
      teams.room("orders", { events, for: ["group:default/orders-team"] }),
      teams.room("others", { events, for: ["group:default/finance"] }),
    ],
  });
  await declare(db.runtime);
  const riley = await signIn(db.runtime, "Riley", ["engineering"]);
  const olivia = await signIn(db.runtime, "Olivia", ["orders-team"]);
  const place = { service: "shop/orders/orders-api", role: "reader", environment: "staging" };
  const ask = { ...place, durationSeconds: 3_600, justification: "look" };
  const { id } = await createRequest(contextOf(db.runtime, riley), ask);
  for (let attempt = 0; attempt < 4; attempt++) {
    await workOff(db.runtime);
    await passTime(db.runtime);
  }
  await decideRequest(contextOf(db.runtime, olivia), id, { verdict: "approve" });
  await workOff(db.runtime);
  expect(teams.troubles).toEqual([]);
  expect(teams.cards).toEqual([
    {
      room: "orders",
      said: "Riley asks for reader on Orders API in staging for 1 h.",
      leadsTo: expect.stringContaining(id),
    },
  ]);
  await db.drop();
  await teams.stop();
});
