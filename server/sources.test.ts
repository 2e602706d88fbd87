import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Change } from "@/lib/audit/append";
import type { Config } from "@/lib/config/config";
import { type ChangeListener, listenForChanges } from "@/lib/db/changes";
import { signIn } from "@/lib/db/test-world";
import { type Caller, callerOf, startTestHttp, type TestHttp } from "./test-http";

const secret = "a webhook's secret";
const common = { declares: ["*"], whenGone: "end" as const };
const git = { ...common, kind: "git" as const, path: "", everySeconds: 60, credentials: null };
const url = "https://git.example.com/apps.git";
const sources: Config["sources"] = [
  { ...git, name: "apps", url, branch: "main", webhookSecret: secret },
  { ...git, name: "closed", url, branch: "main", webhookSecret: null },
  { ...common, name: "folder", kind: "folder", path: "/nowhere" },
];

let web: TestHttp;
let outside: Caller;
let listener: ChangeListener;
let wanted: Change[] = [];

beforeAll(async () => {
  web = await startTestHttp({ sources });
  outside = callerOf(web.url, {});
  listener = await listenForChanges(web.runtime, (change) => wanted.push(change));
});
afterAll(async () => {
  await listener.close();
  await web.stop();
});

const after = "0123456789abcdef0123456789abcdef01234567";
const pushed = JSON.stringify({ ref: "refs/heads/main", after, commits: [{ message: "x" }] });
const sign = (body: string, key = secret) => `sha256=${createHmac("sha256", key).update(body).digest("hex")}`;

const github = (body: string, event = "push", signature = sign(body), source = "apps") =>
  outside("POST", `/api/v1/sources/${source}/push`, body, {
    "x-github-event": event,
    "x-hub-signature-256": signature,
  });
const gitlab = (body: string, token: string, source = "apps") =>
  outside("POST", `/api/v1/sources/${source}/push`, body, {
    "x-gitlab-event": "Push Hook",
    "x-gitlab-token": token,
  });

async function recorded(): Promise<string[]> {
  const { rows } = await web.runtime.pool.query<{ said: string; entry: string }>(
    "select concat_ws(' ', action, outcome, actor_name) as said, entry from audit_event where action like 'source.%' order by position",
  );
  return rows.map(({ said, entry }) => `${said} ${JSON.parse(entry).detail.source ?? "-"}`);
}

/** Whether every process is told to sync, once what was committed before has arrived. */
async function told(): Promise<string[]> {
  await web.runtime.pool.query('select pg_notify(\'daypass_change\', \'{"noun":"principal","id":"mark"}\')');
  await expect.poll(() => wanted.some((change) => change.id === "mark"), { timeout: 15_000 }).toBe(true);
  const names = wanted.filter((change) => change.wanted === "sync").map((change) => change.id);
  wanted = [];
  return names;
}

describe("a push webhook", () => {
  it("of GitHub and of GitLab has every process look at the source, as often as it is sent", async () => {
    const answers = [await github(pushed), await github(pushed), await gitlab(pushed, secret)];
    for (const answer of answers) expect(answer).toMatchObject({ status: 202, body: { syncing: true } });
    expect(await told()).toEqual(["apps", "apps", "apps"]);
    expect(await recorded()).toEqual(Array(3).fill("source.pushed success push webhook apps"));
  });

  it("takes a ping and other branches, and does nothing", async () => {
    const before = await recorded();
    const other = pushed.replace("heads/main", "heads/feature/main");
    const tag = pushed.replace("heads/main", "tags/main");
    for (const answer of [
      await github('{"zen":"Design for failure."}', "ping"),
      await github(other),
      await github(tag),
      await github(pushed, "issues"),
    ])
      expect(answer).toMatchObject({ status: 202, body: { syncing: false } });
    expect(await told()).toEqual([]);
    expect(await recorded()).toEqual(before);
  });

  it("that is not proven learns nothing, and is recorded once a minute without what it sent", async () => {
    const before = await recorded();
    const refused = [
      await outside("POST", "/api/v1/sources/apps/push", pushed),
      await github(pushed, "push", sign(pushed, "another secret")),
      await github(`${pushed} `, "push", sign(pushed)),
      await gitlab(pushed, "another secret"),
      await gitlab(pushed, ""),
      await gitlab("{not json", "x"),
      await gitlab(pushed, "", "closed"),
      await github(pushed, "push", sign(pushed, ""), "closed"),
      await github(pushed, "push", sign(pushed), "folder"),
      await github(pushed, "push", sign(pushed), "nothing-like-this"),
    ];
    const bodies = refused.map(({ status, body: { requestId: _, ...body } }) => ({ status, body }));
    for (const body of bodies) expect(body).toEqual(bodies[0]);
    expect(bodies[0]).toMatchObject({ status: 403, body: { code: "forbidden" } });
    expect(await told()).toEqual([]);
    expect((await recorded()).slice(before.length)).toEqual([
      "source.pushed refused push webhook apps",
      "source.pushed refused push webhook closed",
      "source.pushed refused push webhook -",
    ]);
    const { rows } = await web.runtime.pool.query("select entry from audit_event");
    expect(JSON.stringify(rows)).not.toMatch(/another secret|commits|nothing-like-this/);
  });

  it("that is proven and makes no sense is refused in words", async () => {
    expect(await github("not json")).toMatchObject({ status: 400, body: { code: "bad-request" } });
    expect(await github("{}")).toMatchObject({ status: 422 });
    const form = await outside("POST", "/api/v1/sources/apps/push", "payload=x", {
      "content-type": "application/x-www-form-urlencoded",
    });
    expect(form.status).toBe(415);
    expect(await told()).toEqual([]);
  });
});

describe("looking at a source now", () => {
  it("is for admins, of sources that are configured", async () => {
    const admin = await web.program(await signIn(web.runtime, "parker", ["platform"]));
    const auditor = await web.program(await signIn(web.runtime, "avery", ["audit"]));
    const before = (await recorded()).length;
    expect(await admin("POST", "/api/v1/sources/folder/sync")).toMatchObject({
      status: 202,
      body: { name: "folder" },
    });
    expect(await told()).toEqual(["folder"]);
    expect((await admin("POST", "/api/v1/sources/nothing/sync")).status).toBe(404);
    expect((await auditor("POST", "/api/v1/sources/folder/sync")).status).toBe(403);
    expect(await told()).toEqual([]);
    expect((await recorded()).slice(before)).toEqual([
      "source.sync-requested success parker folder",
      "source.sync-requested refused parker nothing",
      "source.sync-requested refused avery folder",
    ]);
    const abilities = async (caller: Caller) =>
      (await caller("GET", "/api/v1/sources")).body.items.map(
        (item: { abilities: string[] }) => item.abilities,
      );
    expect(await abilities(admin)).toEqual([["sync"], ["sync"], ["sync"]]);
    expect(await abilities(auditor)).toEqual([[], [], []]);
  });
});
