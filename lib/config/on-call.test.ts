import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadConfig } from "./load-config";

const folder = mkdtempSync(path.join(tmpdir(), "daypass-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

const env = {
  DAYPASS_URL: "https://daypass.example.com",
  DATABASE_URL: "postgresql://daypass@db/daypass",
  DAYPASS_SECRET: "s".repeat(32),
  DAYPASS_EMBEDDED: "1",
  FEED: "https://calendar.example.com/private-1/basic.ics\n",
  PLAIN: "http://calendar.example.com/basic.ics",
  PAGER: "u+1\n",
};
const corp = "https://login.example.com";

function load(schedules: object[], issuer: object = { emailVerified: true }) {
  const registered = { name: "corp", issuer: corp, kind: "user", audiences: ["daypass"], ...issuer };
  const file = { version: 1, issuers: [registered], onCall: schedules };
  writeFileSync(path.join(folder, "daypass.yaml"), JSON.stringify(file));
  return loadConfig({ env, cwd: folder }).onCall;
}

const feed = {
  name: "payments",
  kind: "icalendar",
  urlEnv: "FEED",
  holders: { by: "attendee-email", issuer: corp, people: { "Jane@Example.com": "user:default/jane" } },
};
const pager = {
  name: "orders",
  kind: "pagerduty",
  scheduleIds: ["PI7DH85"],
  tokenEnv: "PAGER",
  holders: { by: "user-id", people: { PU1: `${corp}#42` } },
};

test("a schedule takes its secrets from the environment, and the rest by default", () => {
  expect(load([{ ...feed, title: "Payments" }, pager])).toEqual([
    {
      name: "payments",
      title: "Payments",
      kind: "icalendar",
      url: "https://calendar.example.com/private-1/basic.ics",
      timeZone: "UTC",
      everySeconds: 300,
      maxStaleSeconds: 3600,
      holders: { by: "attendee-email", issuer: corp, people: { "jane@example.com": "user:default/jane" } },
    },
    {
      name: "orders",
      title: "orders",
      kind: "pagerduty",
      scheduleIds: ["PI7DH85"],
      token: "u+1",
      apiUrl: "https://api.pagerduty.com",
      everySeconds: 300,
      maxStaleSeconds: 3600,
      holders: { by: "user-id", issuer: null, people: { pu1: `${corp}#42` } },
    },
  ]);
});

test.each<[string, object[], object, RegExp]>([
  ["twice the same name", [feed, { ...pager, name: "payments" }], {}, /used twice: payments/],
  ["neither url nor urlEnv", [{ ...feed, urlEnv: undefined }], {}, /either url or urlEnv/],
  ["both", [{ ...feed, url: "https://calendar.example.com/x.ics" }], {}, /either url or urlEnv/],
  ["a variable that is not set", [{ ...feed, urlEnv: "GONE" }], {}, /GONE, which is not set/],
  ["a feed over http", [{ ...feed, urlEnv: "PLAIN" }], {}, /must lead to an https address/],
  [
    "an API over http",
    [{ ...pager, apiUrl: "http://pager.example.com" }],
    {},
    /must lead to an https address/,
  ],
  ["a zone that is none", [{ ...feed, timeZone: "Mars/Olympus" }], {}, /name of a time zone/],
  ["too little patience", [{ ...feed, every: "10m", maxStale: "5m" }], {}, /maxStale is shorter than every/],
  ["nobody", [{ ...feed, holders: { by: "attendee-email" } }], {}, /nobody could be on call/],
  ["an issuer for names", [{ ...feed, holders: { by: "summary", issuer: corp } }], {}, /needs people/],
  ["an issuer whose addresses are not proven", [feed], { emailVerified: false }, /emailVerified: true/],
  ["an issuer of workloads", [feed], { kind: "workload" }, /for people/],
  [
    "an issuer that is not registered",
    [{ ...feed, holders: { by: "attendee-email", issuer: "https://x.test" } }],
    {},
    /among the issuers/,
  ],
  [
    "a group on call",
    [{ ...feed, holders: { by: "summary", people: { x: "group:default/x" } } }],
    {},
    /must be user:/,
  ],
  [
    "somebody of nowhere",
    [{ ...pager, holders: { by: "user-id", people: { x: "https://x.test#1" } } }],
    {},
    /x\.test, which is not among/,
  ],
  ["a misspelt key", [{ ...feed, stale: "1h" }], {}, /stale/],
])("%s is refused", (_what, schedules, issuer, words) => {
  expect(() => load(schedules, { emailVerified: true, ...issuer })).toThrow(words);
});
