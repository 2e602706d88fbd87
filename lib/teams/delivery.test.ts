import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { createTestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, signIn } from "@/lib/db/test-world";
import { passTime, workOff } from "@/lib/notifications/test-post";
import { createRequest } from "@/lib/requests/create-request";

it("a room is told once of a request that its people decide, though Teams failed at first", async () => {
  const cards: { room: string; said: string }[] = [];
  const troubles = [500, 500];
  const server = createServer(async (incoming, outgoing) => {
    let body = "";
    for await (const chunk of incoming) body += chunk;
    const status = troubles.shift() ?? 202;
    if (status === 202)
      cards.push({ room: incoming.url ?? "", said: JSON.parse(body).attachments[0].content.fallbackText });
    outgoing.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const events = ["decision-wanted" as const];
  const db = await createTestDatabase({
    teams: [
      { name: "orders", url: `${url}/orders`, events, for: ["group:default/orders-team"] },
      { name: "others", url: `${url}/others`, events, for: ["group:default/finance"] },
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
  expect(troubles).toEqual([]);
  expect(cards).toEqual([
    { room: "/orders", said: "Riley asks for reader on Orders API in staging for 1 h." },
  ]);
  await db.drop();
  server.close();
});
