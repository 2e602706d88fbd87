import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { roomEvents } from "./chat-schema";
import { loadConfig } from "./load-config";

const folder = mkdtempSync(path.join(tmpdir(), "daypass-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

const env = {
  DAYPASS_URL: "https://daypass.example.com",
  DATABASE_URL: "postgresql://daypass@db/daypass",
  DAYPASS_SECRET: "s".repeat(32),
  DAYPASS_EMBEDDED: "1",
  BOT: "xoxb-1\n",
  SIGNING: "hush",
  ROOM: "https://flows.example.com/room?sig=hush\n",
  PLAIN_ROOM: "http://flows.example.com/room",
};

const known = { slackUser: "https://slack.com/user_id" };

function load(chat: object, claims: object = known) {
  const issuer = { name: "corp", issuer: "https://login.example.com", kind: "user", audiences: ["daypass"] };
  const file = { version: 1, issuers: [{ ...issuer, claims }], ...chat };
  writeFileSync(path.join(folder, "daypass.yaml"), JSON.stringify(file));
  return loadConfig({ env, cwd: folder });
}

const slack = { botTokenEnv: "BOT", signingSecretEnv: "SIGNING" };
const room = { name: "orders", urlEnv: "ROOM", events: ["decision-wanted"] };

test("Slack takes its secrets from the environment, and everything else by default", () => {
  const config = load({ slack });
  expect(config.slack).toEqual({
    botToken: "xoxb-1",
    signingSecret: "hush",
    apiUrl: "https://slack.com/api/",
    teamId: null,
    appId: null,
    channel: null,
  });
  expect(config.issuers[0]?.claims.slackUser).toBe("https://slack.com/user_id");
});

test("a stand-in of Slack may be on this machine", () => {
  expect(load({ slack: { ...slack, apiUrl: "http://127.0.0.1:4000/api" } }).slack?.apiUrl).toBe(
    "http://127.0.0.1:4000/api/",
  );
});

test("a room of Teams has its address in the file or, being as good as a secret, in the environment", () => {
  const open = {
    name: "all",
    url: "https://flows.example.com/all",
    events: ["*"],
    for: ["group:default/ops"],
  };
  expect(load({ teams: [room, open] }).teams).toEqual([
    {
      name: "orders",
      url: "https://flows.example.com/room?sig=hush",
      events: ["decision-wanted"],
      for: null,
    },
    { ...open, events: [...roomEvents] },
  ]);
});

describe("is refused", () => {
  test.each<[string, object, string]>([
    ["an event that is none", { teams: [{ ...room, events: ["grant.*"] }] }, "teams[0].events[0] must be"],
    ["a room without events", { teams: [{ ...room, events: [] }] }, "teams[0].events must not be empty"],
    ["a room without an address", { teams: [{ ...room, urlEnv: undefined }] }, "either url or urlEnv"],
    ["a room with two addresses", { teams: [{ ...room, url: "https://x.example" }] }, "either url or urlEnv"],
    [
      "an address in the clear",
      { teams: [{ ...room, urlEnv: "PLAIN_ROOM" }] },
      "must lead to an https address",
    ],
    ["an address that is none", { teams: [{ name: "x", url: "x", events: ["*"] }] }, "must lead to an https"],
    ["two rooms of one name", { teams: [room, room] }, "teams[1].name is used twice"],
    [
      "a room for nobody",
      { teams: [{ ...room, for: ["ops"] }] },
      "teams[0].for[0] must be group:default/name",
    ],
    ["a token in the file", { slack: { ...slack, botToken: "xoxb" } }, "slack.botToken is not a known key"],
    ["a variable that is not set", { slack: { ...slack, botTokenEnv: "NOPE" } }, "NOPE, which is not set"],
    [
      "an API in the clear",
      { slack: { ...slack, apiUrl: "http://slack.com/api/" } },
      "slack.apiUrl must be an https",
    ],
    [
      "a channel by its name",
      { slack: { ...slack, channel: "#alarms" } },
      "slack.channel must be the id of a channel",
    ],
    [
      "a team by its name",
      { slack: { ...slack, teamId: "acme" } },
      "slack.teamId must be the id of a workspace",
    ],
  ])("%s", (_what, chat, expected) => {
    expect(() => load(chat)).toThrow(expected);
  });

  test("Slack where no issuer says who people are there", () => {
    expect(() => load({ slack }, {})).toThrow("no issuer has claims.slackUser");
  });
});
