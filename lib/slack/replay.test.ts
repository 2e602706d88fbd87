import { afterAll, beforeAll, expect, it } from "vitest";
import { testIssuer } from "@/lib/config/test-config";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, signIn } from "@/lib/db/test-world";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { createRequest } from "@/lib/requests/create-request";
import { closeRuntime, createRuntime, type Runtime } from "@/lib/runtime/runtime";
import { receiveInteraction } from "./receive-interaction";
import { slackChannel } from "./slack-channel";
import { peopleOf } from "./test-interactions";
import { testMessage } from "./test-message";
import { startTestSlack, type TestSlack } from "./test-slack";

let slack: TestSlack;
let db: TestDatabase;
let other: Runtime;

beforeAll(async () => {
  slack = await startTestSlack(["U0OLIVIA"]);
  db = await createTestDatabase({ slack: slack.config });
  other = createRuntime(db.runtime.config, { logLevel: "silent" });
  await declare(db.runtime);
});
afterAll(async () => {
  await closeRuntime(other);
  await db.drop();
  await slack.stop();
});

it("the same signed press at two processes at once is taken by one, and refused by every later one", async () => {
  const issuer = { ...testIssuer, claims: { ...testIssuer.claims, slackUser: "slack" } };
  const claims = { sub: "olivia", name: "Olivia", groups: ["orders-team"], slack: "U0OLIVIA" };
  const olivia = await recordSignIn(db.runtime, issuer, claims, "browser");
  const riley = await signIn(db.runtime, "riley", ["engineering"]);
  const { id } = await createRequest(contextOf(db.runtime, riley), {
    service: "shop/orders/orders-api",
    role: "reader",
    environment: "staging",
    durationSeconds: 3_600,
    justification: "look",
  });
  const base = testMessage();
  const request = base.request && { ...base.request, id };
  const to = { kind: "person" as const, person: olivia };
  await slackChannel(db.runtime)?.deliver(db.runtime, { ...base, thread: id, to, request });
  const [message] = slack.messages;
  if (!message) throw new Error("nothing was sent");
  const people = peopleOf(slack, "http://nowhere.test");
  const { body, headers } = people.sign(people.pressOf("U0OLIVIA", message, "approve"));
  const proof = {
    body: Buffer.from(body),
    timestamp: headers["x-slack-request-timestamp"] ?? "",
    signature: headers["x-slack-signature"] ?? "",
  };
  const calls = [db.runtime, other, db.runtime, other].map((runtime, index) =>
    receiveInteraction(runtime, `call-${index}`, proof),
  );
  const results = await Promise.allSettled(calls);
  const refusals = results.filter((each) => each.status === "rejected");
  expect(refusals).toHaveLength(3);
  for (const refusal of refusals) expect(refusal.reason).toMatchObject({ code: "conflict" });
  await expect(receiveInteraction(other, "later", proof)).rejects.toMatchObject({ code: "conflict" });
  const { rows } = await db.runtime.pool.query(
    "select (select count(*)::int from decision) as decisions, (select count(*)::int from access_grant) as grants, (select count(*)::int from slack_interaction) as taken",
  );
  expect(rows).toEqual([{ decisions: 1, grants: 1, taken: 1 }]);
});
