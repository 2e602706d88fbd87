import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { fetchBounded } from "./fetch-bounded";
import { mapHolders } from "./map-holders";
import { readInThread } from "./read-in-thread";
import { readPagerDuty } from "./read-pagerduty";
import { startTestPeer, type TestPeer } from "./test-peer";

let peer: TestPeer;
beforeAll(async () => {
  peer = await startTestPeer();
});
afterAll(() => peer.close());

describe("an address of daypass.yaml", () => {
  test.each<[string, Parameters<TestPeer["answer"]>[0], RegExp]>([
    ["that answers 500", (_, response) => response.writeHead(500).end(), /^answered 500$/],
    ["that is too large", (_, response) => response.end(Buffer.alloc(1_048_577, 65)), /larger than 1 MiB/],
    [
      "that is cut in the middle",
      (_, response) => {
        response.writeHead(200, { "content-length": "100" }).write("BEGIN");
        setTimeout(() => response.destroy(), 20);
      },
      /stopped in the middle/,
    ],
    [
      "that sends to another host",
      (_, response) => response.writeHead(302, { location: "http://127.0.0.1:1/metadata" }).end(),
      /another host, which is not followed/,
    ],
    [
      "that sends round in circles",
      (_, response) => response.writeHead(302, { location: "/" }).end(),
      /never ends/,
    ],
    ["that hangs up", (_, response) => response.destroy(), /could not be reached/],
  ])("%s is a problem in words, and the address is not in them", async (_what, handler, words) => {
    peer.answer(handler);
    const problem = await fetchBounded(`${peer.url}/private-token`).catch((error: Error) => error.message);
    expect(problem).toMatch(words);
    expect(problem).not.toContain("private-token");
  });

  it("may send on within its own host", async () => {
    peer.answer((request, response) =>
      request.url === "/new" ? response.end("there") : response.writeHead(301, { location: "/new" }).end(),
    );
    expect(await fetchBounded(`${peer.url}/old`)).toBe("there");
  });
});

const window = { from: new Date("2026-11-24T00:00:00Z"), to: new Date("2026-12-09T00:00:00Z") };

describe("a calendar is read in a thread", () => {
  const feed = (rule: string) =>
    `BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Jane\r\nDTSTART:20261125T090000Z\r\nDTEND:20261125T170000Z\r\n${rule}\r\nEND:VEVENT\r\nEND:VCALENDAR`;
  const options = { ...window, by: "summary" as const, timeZone: "UTC" };

  it("and its shifts come out", async () => {
    const shifts = await readInThread(feed("RRULE:FREQ=DAILY;COUNT=2"), options);
    expect(shifts).toHaveLength(2);
    expect(shifts[0]).toEqual({
      name: "Jane",
      startsAt: new Date("2026-11-25T09:00:00Z"),
      endsAt: new Date("2026-11-25T17:00:00Z"),
    });
  });

  it("that is ended when a rule never comes to an end", async () => {
    const forever = readInThread(feed("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), options, 1_500);
    await expect(forever).rejects.toThrow("takes too long");
  });

  it("and what is broken is said", async () => {
    await expect(readInThread("nonsense", options)).rejects.toThrow("not an iCalendar feed");
  });
});

describe("PagerDuty", () => {
  const config = (by: "user-email" | "user-id") => ({
    apiUrl: `${peer.url}/`,
    token: "u+key",
    scheduleIds: ["PI7DH85", "PSECOND"],
    holders: { by, issuer: null, people: {} },
  });
  const entry = (id: string, schedule: string | null, start: string | null, end: string | null) => ({
    user: { id, type: "user", summary: `User ${id}`, email: `${id.toLowerCase()}@example.com` },
    schedule: schedule && { id: schedule, type: "schedule_reference", summary: "Payments" },
    escalation_policy: { id: "PESC", type: "escalation_policy_reference" },
    escalation_level: 1,
    start,
    end,
  });

  it("is asked page by page, as its API wants to be asked", async () => {
    peer.seen.length = 0;
    peer.answer((request, response) => {
      const first = new URL(request.url ?? "", peer.url).searchParams.get("offset") === "0";
      const oncalls = first
        ? [entry("PJANE", "PI7DH85", "2026-11-25T08:00:00Z", "2026-11-26T08:00:00+01:00")]
        : [
            entry("POMAR", "PSECOND", "2026-11-26T08:00:00Z", "2026-11-27T08:00:00Z"),
            entry("PBOSS", null, null, null),
            entry("POTHER", "PELSE", "2026-11-26T08:00:00Z", "2026-11-27T08:00:00Z"),
          ];
      response.end(
        JSON.stringify({ oncalls, limit: 100, offset: first ? 0 : 100, more: first, total: null }),
      );
    });
    const shifts = await readPagerDuty(config("user-email"), window);
    expect(shifts).toEqual([
      {
        name: "pjane@example.com",
        startsAt: new Date("2026-11-25T08:00:00Z"),
        endsAt: new Date("2026-11-26T07:00:00Z"),
      },
      {
        name: "pomar@example.com",
        startsAt: new Date("2026-11-26T08:00:00Z"),
        endsAt: new Date("2026-11-27T08:00:00Z"),
      },
    ]);
    expect(peer.seen.map(({ authorization }) => authorization)).toEqual(Array(2).fill("Token token=u+key"));
    const { searchParams, pathname } = new URL(peer.seen[1]?.url ?? "", peer.url);
    expect(pathname).toBe("/oncalls");
    expect(searchParams.getAll("schedule_ids[]")).toEqual(["PI7DH85", "PSECOND"]);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      since: "2026-11-24T00:00:00.000Z",
      until: "2026-12-09T00:00:00.000Z",
      offset: "100",
      "include[]": "users",
    });
    expect((await readPagerDuty(config("user-id"), window)).map(({ name }) => name)).toEqual([
      "PJANE",
      "POMAR",
    ]);
  });

  test.each([
    ["not JSON", "<html>"],
    ["something else", '{"users": []}'],
    ["a time that is none", JSON.stringify({ oncalls: [entry("PJANE", "PI7DH85", "soon", "later")] })],
  ])("that answers %s is a problem", async (_what, body) => {
    peer.answer((_, response) => response.end(body));
    await expect(readPagerDuty(config("user-id"), window)).rejects.toThrow("no list of who is on call");
  });

  it("that never ends its list is a problem", async () => {
    peer.answer((_, response) => response.end(JSON.stringify({ oncalls: [], more: true })));
    await expect(readPagerDuty(config("user-id"), window)).rejects.toThrow("more than 5000 entries");
  });
});

describe("names become people", () => {
  const shift = (name: string) => ({ name, startsAt: window.from, endsAt: window.to });
  const holders = {
    by: "attendee-email" as const,
    issuer: "https://idp.test",
    people: { "jane@x.test": "user:default/jane" },
  };

  it("by the table first, then by the addresses of the issuer", () => {
    const { held, unmapped } = mapHolders(
      [shift("Jane@X.test"), shift(" Omar@x.test"), shift("Sam")],
      holders,
    );
    expect(held.map(({ holder }) => holder)).toEqual([
      "user:default/jane",
      "email:https://idp.test#omar@x.test",
    ]);
    expect(unmapped).toEqual(["Sam"]);
  });

  it("and nobody without either, whatever the name looks like", () => {
    const names = [
      "omar@x.test",
      "__proto__",
      "constructor",
      "user:default/olivia",
      "email:https://idp.test#a@b",
    ];
    const { held, unmapped } = mapHolders(names.map(shift), { ...holders, issuer: null });
    expect(held).toEqual([]);
    expect(unmapped).toHaveLength(names.length);
  });
});
