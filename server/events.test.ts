import { calculateJwkThumbprint } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { declare, signIn } from "@/lib/db/test-world";
import type { Principal } from "@/lib/principals/principal";
import { issueApiToken } from "@/lib/tokens/issue-api-token";
import { athOf, proofKey } from "@/lib/tokens/test-proof";
import { type Caller, sessionCookie, startTestHttp, type TestHttp } from "./test-http";

let web: TestHttp;
let people: Record<"riley" | "olivia" | "stranger" | "auditor" | "admin", Principal>;
let riley: Caller;
const streams: Stream[] = [];

/** One listener, and everything it was told. */
class Stream {
  readonly told: { event: string; data: Record<string, string> }[] = [];
  readonly #abort = new AbortController();
  ended = false;

  constructor(
    readonly principal: Principal,
    readonly headers: Record<string, string> = {},
    readonly query = "",
  ) {
    streams.push(this);
  }

  async open(): Promise<this> {
    const cookie = await sessionCookie(web.runtime.config, this.principal);
    const response = await fetch(`${web.url}/api/v1/events${this.query}`, {
      headers: { cookie, ...this.headers },
      signal: this.#abort.signal,
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    void this.#read(response).finally(() => {
      this.ended = true;
    });
    return this;
  }

  async #read(response: Response): Promise<void> {
    let text = "";
    const decoder = new TextDecoder();
    try {
      const reader = response.body?.getReader();
      for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
        text += decoder.decode(part.value, { stream: true });
        for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
          const fields = Object.fromEntries(
            text
              .slice(0, end)
              .split("\n")
              .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
          );
          if (fields.event) this.told.push({ event: fields.event, data: JSON.parse(fields.data ?? "{}") });
          text = text.slice(end + 2);
        }
      }
    } catch {
      // Cut, by us or by the server.
    }
  }

  close(): void {
    this.#abort.abort();
  }
}

beforeAll(async () => {
  web = await startTestHttp();
  await declare(web.runtime);
  people = {
    riley: await signIn(web.runtime, "riley", ["engineering"]),
    olivia: await signIn(web.runtime, "olivia", ["orders-team"]),
    stranger: await signIn(web.runtime, "stranger", ["finance"]),
    auditor: await signIn(web.runtime, "avery", ["audit"]),
    admin: await signIn(web.runtime, "parker", ["platform"]),
  };
  riley = await web.browser(people.riley);
});
afterEach(() => {
  for (const stream of streams.splice(0)) stream.close();
});
afterAll(() => web.stop());

const ask = async () => {
  const made = await riley("POST", "/api/v1/requests", {
    service: "shop/orders/orders-api",
    role: "reader",
    environment: "staging",
    durationSeconds: 600,
    justification: "look",
  });
  await riley("POST", `/api/v1/requests/${made.body.id}/cancellation`);
  return made.body.id as string;
};

describe("the event stream", () => {
  it("tells those whom it concerns, those who see everything, and nobody else", async () => {
    const hearing = await Promise.all(
      [people.riley, people.olivia, people.auditor, people.admin].map((who) => new Stream(who).open()),
    );
    const stranger = await new Stream(people.stranger).open();
    const id = await ask();
    const expected = { event: "change", data: { noun: "request", id } };
    for (const stream of hearing) await expect.poll(() => stream.told).toEqual([expected, expected]);
    expect(stranger.told).toEqual([]);
  });

  it("asks a client that comes back to look again", async () => {
    const fresh = await new Stream(people.riley).open();
    const back = await new Stream(people.riley, { "last-event-id": "7" }).open();
    await expect.poll(() => back.told).toEqual([{ event: "resync", data: {} }]);
    expect(fresh.told).toEqual([]);
  });

  it("begins with what changed after the page was read, for those whom it concerns", async () => {
    const readAt = Date.now() + 1_000;
    const first = await new Stream(people.riley).open();
    await expect.poll(() => Date.now()).toBeGreaterThan(readAt);
    const id = await ask();
    await expect.poll(() => first.told).toHaveLength(2);
    const late = await new Stream(people.olivia, {}, `?since=${readAt}`).open();
    const stranger = await new Stream(people.stranger, {}, `?since=${readAt}`).open();
    const expected = { event: "change", data: { noun: "request", id } };
    await expect.poll(() => late.told).toEqual([expected, expected]);
    expect(stranger.told).toEqual([]);
  });

  it("asks to look again where the page was read too long ago", async () => {
    const late = await new Stream(people.riley, {}, `?since=${Date.now() - 3_600_000}`).open();
    await expect.poll(() => late.told).toEqual([{ event: "resync", data: {} }]);
  });

  it("asks everybody to look again after a gap in what the database tells", async () => {
    const stream = await new Stream(people.riley).open();
    await web.asOwner(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen %'",
    );
    await expect.poll(() => stream.told, { timeout: 5_000 }).toEqual([{ event: "resync", data: {} }]);
    const id = await ask();
    await expect.poll(() => stream.told.at(-1)).toEqual({ event: "change", data: { noun: "request", id } });
  });

  it("ends at once when its listener is deactivated, and only theirs", async () => {
    const leaver = await signIn(web.runtime, "leaver", ["engineering"]);
    const theirs = await new Stream(leaver).open();
    const mine = await new Stream(people.riley).open();
    const admin = await web.browser(people.admin);
    const done = await admin("POST", `/api/v1/principals/${leaver.id}/deactivation`, { reason: "left" });
    expect(done).toMatchObject({ status: 200, body: { id: leaver.id, deactivatedAt: expect.any(String) } });
    await expect.poll(() => theirs.ended).toBe(true);
    expect(mine.ended).toBe(false);
  });

  it("goes on under a bound API token whose proof is long used when we look again, and ends with the token", async () => {
    const key = await proofKey();
    const jkt = await calculateJwkThumbprint(key.jwk);
    const { token, jti } = await issueApiToken(web.runtime, people.riley, "test", null, jkt);
    const htu = `${web.runtime.config.baseUrl}/api/v1/events`;
    const proof = () => key.proof(web.runtime, { htm: "GET", htu, ath: athOf(token) });
    const open = async () =>
      new Stream(people.riley, { cookie: "", authorization: `DPoP ${token}`, dpop: await proof() }).open();
    const stream = await open();
    const look = { noun: "principal", id: people.riley.id, audience: [people.riley.id] };
    const told = () => stream.told.filter(({ data }) => data.noun === "principal").length;
    for (const times of [1, 2]) {
      await web.runtime.pool.query("select pg_notify('daypass_change', $1)", [JSON.stringify(look)]);
      await expect.poll(told).toBe(times);
    }
    expect(stream.ended).toBe(false);
    await web.runtime.pool.query("update issued_token set revoked_at = now() where jti = $1", [jti]);
    await web.runtime.pool.query("select pg_notify('daypass_change', $1)", [JSON.stringify(look)]);
    await expect.poll(() => stream.ended).toBe(true);
  });

  it("takes so many of one listener, and no more", async () => {
    const crowd = await signIn(web.runtime, "crowd", []);
    await Promise.all(Array.from({ length: 24 }, () => new Stream(crowd).open()));
    const one = await web.browser(crowd);
    expect(await one("GET", "/api/v1/events")).toMatchObject({ status: 429 });
    streams.at(-1)?.close();
    await expect
      .poll(async () => {
        const more = new Stream(crowd);
        return more.open().then(
          () => true,
          () => false,
        );
      })
      .toBe(true);
  });
});
