import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from "vitest";
import { testIssuer } from "@/lib/config/test-config";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import type { Channel, Message } from "@/lib/notifications/channel";
import type { Principal } from "@/lib/principals/principal";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { callSlack } from "./client";
import { slackChannel } from "./slack-channel";
import { buttonsOf, textOf } from "./test-interactions";
import { testMessage } from "./test-message";
import { startTestSlack, type TestSlack } from "./test-slack";

let slack: TestSlack;
let db: TestDatabase;
let channel: Channel;
let olivia: Principal;

const issuer = { ...testIssuer, claims: { ...testIssuer.claims, slackUser: "slack" } };
const signIn = (name: string, slackUser: string) =>
  recordSignIn(db.runtime, issuer, { sub: name, name, slack: slackUser }, "browser");

beforeAll(async () => {
  slack = await startTestSlack(["U0OLIVIA"]);
  db = await createTestDatabase({ slack: slack.config });
  const made = slackChannel(db.runtime);
  if (!made) throw new Error("Slack is configured");
  channel = made;
  olivia = await signIn("olivia", "U0OLIVIA");
});
afterAll(async () => {
  await db.drop();
  await slack.stop();
});
beforeEach(() => {
  slack.messages.length = 0;
  slack.calls.length = 0;
});

const toOlivia = (changed: Partial<Message> = {}) =>
  testMessage({ to: { kind: "person", person: olivia }, ...changed });
const deliver = (message: Message) => channel.deliver(db.runtime, message);

describe("a message", () => {
  it("goes to a person alone, and is found again to be settled", async () => {
    const sent = await deliver(toOlivia());
    expect(sent).toEqual({ state: "delivered", reference: expect.stringMatching(/^D0OLIVIA\/\d+\.\d+$/) });
    const [message] = slack.messages;
    expect(message).toMatchObject({
      channel: "D0OLIVIA",
      text: expect.stringContaining("Riley Chen asks for"),
    });
    expect(buttonsOf(message ?? fail()).map((button) => button.action_id)).toContain("approve");
    const reference = sent.state === "delivered" ? (sent.reference ?? "") : "";
    const settled = { message: toOlivia(), reference, outcome: "Omar approved it for 1 h" };
    expect(await channel.close?.(db.runtime, settled)).toEqual({ state: "delivered", reference });
    expect(slack.messages).toHaveLength(1);
    expect(textOf(slack.messages[0] ?? fail())).toContain("*Omar approved it for 1 h*");
    expect(buttonsOf(slack.messages[0] ?? fail())).toEqual([]);
    expect(slack.messages[0]?.text).toBe("Omar approved it for 1 h");
  });

  it("goes to the channel of alarms, when it is one", async () => {
    expect(channel.roomsFor?.("break-glass-opened", { service: null, refs: [] })).toEqual(["C0ALARMS"]);
    expect(channel.roomsFor?.("review-overdue", { service: null, refs: [] })).toEqual(["C0ALARMS"]);
    expect(channel.roomsFor?.("decision-wanted", { service: null, refs: [] })).toEqual([]);
    const alarm = testMessage({
      kind: "break-glass-opened",
      to: { kind: "room", room: "C0ALARMS" },
      request: null,
    });
    expect(await deliver(alarm)).toMatchObject({ state: "delivered" });
    expect(slack.messages[0]).toMatchObject({ channel: "C0ALARMS" });
  });

  it("can no longer be settled when somebody removed it", async () => {
    const closing = { message: toOlivia(), outcome: "done", reference: "D0OLIVIA/1.0" };
    expect(await channel.close?.(db.runtime, closing)).toEqual({
      state: "unreachable",
      reason: "Slack says message_not_found",
    });
    expect(await channel.close?.(db.runtime, { ...closing, reference: "nonsense" })).toMatchObject({
      state: "unreachable",
    });
  });
});

describe("who is reached", () => {
  const known = (slackUser: Principal["slackUser"]) => channel.reaches({ ...olivia, slackUser });
  test.each<[string, Principal["slackUser"], boolean]>([
    ["somebody of this workspace", { id: "U0X", team: "T0ACME" }, true],
    ["somebody whose issuer names no workspace", { id: "U0X", team: null }, true],
    ["somebody of another workspace", { id: "U0X", team: "T0OTHER" }, false],
    ["somebody whom no issuer named", null, false],
  ])("%s: %j %s", (_who, slackUser, expected) => {
    expect(known(slackUser)).toBe(expected);
  });

  it("nobody whom another account claims to be, and it is said why", async () => {
    const one = await signIn("one", "U0TWICE");
    await signIn("two", "U0TWICE");
    expect(await deliver(testMessage({ to: { kind: "person", person: one } }))).toEqual({
      state: "unreachable",
      reason: "somebody else claims to be the same user of Slack",
    });
    expect(slack.calls).toEqual([]);
  });

  it("nobody whom Slack does not know", async () => {
    const stranger = await signIn("stranger", "U0STRANGER");
    expect(await deliver(testMessage({ to: { kind: "person", person: stranger } }))).toEqual({
      state: "unreachable",
      reason: "Slack says channel_not_found",
    });
  });
});

describe("a Slack in trouble is tried again", () => {
  it.each([
    ["a failure of its own", { status: 500 }, { failure: "Slack answered 500" }],
    [
      "a pause it asks for",
      { status: 429, retryAfter: 30 },
      { failure: "Slack asks for a pause", retryAfterSeconds: 30 },
    ],
    ["a pause for days", { status: 429, retryAfter: 999_999 }, { retryAfterSeconds: 3_600 }],
    ["a pause without a length", { status: 429 }, { retryAfterSeconds: 1 }],
    ["half an answer", "cut", { failure: "Slack could not be reached" }],
    [
      "a token that an admin has to mend",
      { error: "token_revoked" },
      { failure: "Slack says token_revoked" },
    ],
    ["a redirect elsewhere", { status: 302 }, { failure: expect.any(String) }],
  ] as const)("%s", async (_what, trouble, expected) => {
    slack.trouble(trouble);
    expect(await deliver(toOlivia())).toMatchObject({ state: "failed", ...expected });
    expect(slack.messages).toEqual([]);
    expect(await deliver(toOlivia())).toMatchObject({ state: "delivered" });
  });

  it("silence ends in time, and no failure tells the token", async () => {
    slack.trouble("silent");
    const body = { channel: "U0OLIVIA", user: "U0OLIVIA", text: "x" };
    const answer = await callSlack(slack.config, "chat.postEphemeral", body, 100);
    expect(answer).toEqual({ ok: false, failure: "Slack did not answer in time", error: null });
    const wrong = { ...slack.config, botToken: "xoxb-wrong\n" };
    const refused = await callSlack(wrong, "chat.postEphemeral", body, 1_000);
    expect(refused.ok).toBe(false);
    expect(JSON.stringify(refused)).not.toContain("xoxb");
    const nowhere = { ...slack.config, apiUrl: "http://127.0.0.1:1/api/" };
    expect(await callSlack(nowhere, "chat.postEphemeral", body, 1_000)).toMatchObject({
      failure: "Slack could not be reached",
    });
  });
});

function fail(): never {
  throw new Error("there is no message");
}
