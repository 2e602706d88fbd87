import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import type { TeamsConfig } from "@/lib/config/config";
import { testConfig } from "@/lib/config/test-config";
import type { Channel } from "@/lib/notifications/channel";
import { createRuntime, type Runtime } from "@/lib/runtime/runtime";
import { testMessage } from "@/lib/slack/test-message";
import { teamsChannel } from "./teams-channel";

interface Answer {
  status: number;
  headers?: Record<string, string>;
}

let server: Server;
let runtime: Runtime;
let channel: Channel;
const received: { url: string | undefined; type: string | undefined; body: string }[] = [];
const answers: (Answer | "cut")[] = [];

beforeAll(async () => {
  server = createServer(async (incoming, outgoing) => {
    let body = "";
    for await (const chunk of incoming) body += chunk;
    received.push({ url: incoming.url, type: incoming.headers["content-type"], body });
    const answer = answers.shift() ?? { status: 202 };
    if (answer === "cut") return void incoming.socket.destroy();
    outgoing.writeHead(answer.status, answer.headers).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const room = (name: string, events: TeamsConfig["events"], refs: string[] | null = null): TeamsConfig => ({
    name,
    url: `http://127.0.0.1:${port}/${name}?sig=hush`,
    events,
    for: refs,
  });
  const teams = [
    room("alarms", ["break-glass-opened", "review-overdue"]),
    room("orders", ["decision-wanted"], ["group:default/orders-team"]),
    room("all", ["decision-wanted", "request-denied"]),
  ];
  runtime = createRuntime(testConfig({ databaseUrl: "postgresql://nobody@127.0.0.1:1/none", teams }), {
    logLevel: "silent",
  });
  const made = teamsChannel(runtime);
  if (!made) throw new Error("there are rooms");
  channel = made;
});
afterAll(async () => {
  server.close();
  await runtime.pool.end();
});

const toRoom = (room: string) => testMessage({ to: { kind: "room", room }, request: null });

test("a room hears what it wants to hear, of whom it wants to", () => {
  const rooms = (kind: Parameters<NonNullable<Channel["roomsFor"]>>[0], refs: string[]) =>
    channel.roomsFor?.(kind, { service: "shop/orders/orders-api", refs });
  expect(rooms("decision-wanted", ["group:default/orders-team"])).toEqual(["orders", "all"]);
  expect(rooms("decision-wanted", ["group:default/security"])).toEqual(["all"]);
  expect(rooms("break-glass-opened", [])).toEqual(["alarms"]);
  expect(rooms("mentioned", ["group:default/orders-team"])).toEqual([]);
});

test("nobody is reached by themselves, and there is no channel without a room", () => {
  const [person] = [testMessage().to];
  expect(person?.kind === "person" && channel.reaches(person.person)).toBe(false);
  expect(teamsChannel({ ...runtime, config: { ...runtime.config, teams: [] } })).toBeNull();
});

test("a workflow gets the card in the envelope that it expects", async () => {
  expect(await channel.deliver(runtime, toRoom("orders"))).toEqual({ state: "delivered", reference: null });
  const [call] = received;
  expect(call).toMatchObject({ url: "/orders?sig=hush", type: "application/json" });
  expect(JSON.parse(call?.body ?? "")).toMatchObject({
    type: "message",
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content: { version: "1.4" } }],
  });
});

test("a room that daypass.yaml no longer names is reached no more", async () => {
  expect(await channel.deliver(runtime, toRoom("gone"))).toMatchObject({ state: "unreachable" });
});

describe("a Teams in trouble is tried again", () => {
  it.each<[string, Answer | "cut", object]>([
    ["a failure of its own", { status: 500 }, { failure: "Teams answered 500" }],
    ["a workflow that was removed", { status: 404 }, { failure: "Teams answered 404" }],
    ["a pause", { status: 429, headers: { "retry-after": "20" } }, { retryAfterSeconds: 20 }],
    ["a redirect elsewhere", { status: 302, headers: { location: "http://127.0.0.1:1/" } }, {}],
    ["a line that breaks", "cut", { failure: "Teams could not be reached" }],
  ])("%s, and no failure tells the address", async (_what, answer, expected) => {
    answers.push(answer);
    const delivery = await channel.deliver(runtime, toRoom("all"));
    expect(delivery).toMatchObject({ state: "failed", ...expected });
    expect(JSON.stringify(delivery)).not.toContain("hush");
    expect(await channel.deliver(runtime, toRoom("all"))).toMatchObject({ state: "delivered" });
  });
});
