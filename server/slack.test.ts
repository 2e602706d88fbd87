import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import type { IssuerConfig } from "@/lib/config/config";
import { testIssuer } from "@/lib/config/test-config";
import { actorOf } from "@/lib/context/context";
import { auditTrail, contextOf, declare, ordersTrait } from "@/lib/db/test-world";
import type { AccessTrait } from "@/lib/declarations/trait";
import type { Principal } from "@/lib/principals/principal";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { createRequest } from "@/lib/requests/create-request";
import { getRequest } from "@/lib/requests/queries";
import { slackChannel } from "@/lib/slack/slack-channel";
import { buttonsOf, peopleOf, textOf } from "@/lib/slack/test-interactions";
import { testMessage } from "@/lib/slack/test-message";
import { type SentMessage, startTestSlack, type TestSlack } from "@/lib/slack/test-slack";
import { startTestHttp, type TestHttp } from "./test-http";

const issuer: IssuerConfig = {
  ...testIssuer,
  claims: {
    ...testIssuer.claims,
    slackUser: "https://slack.com/user_id",
    slackTeam: "https://slack.com/team_id",
  },
};
const ref = "shop/orders/orders-api";

let slack: TestSlack;
let web: TestHttp;
let people: ReturnType<typeof peopleOf>;
let olivia: Principal;
let omar: Principal;
let riley: Principal;
let asked = 0;

function signIn(name: string, groups: string[], slackUser?: string): Promise<Principal> {
  const ids = { "https://slack.com/user_id": slackUser, "https://slack.com/team_id": "T0ACME" };
  return recordSignIn(web.runtime, issuer, { sub: name, name, groups, ...ids }, "browser");
}

beforeAll(async () => {
  slack = await startTestSlack(["U0OLIVIA", "U0OMAR", "U0RILEY", "U0NOBODY", "U0TWICE", "U0GONE", "U0FRANK"]);
  web = await startTestHttp({ slack: slack.config, issuers: [issuer] });
  people = peopleOf(slack, web.url);
  await declare(web.runtime);
  olivia = await signIn("Olivia", ["orders-team"], "U0OLIVIA");
  omar = await signIn("Omar", ["orders-team"], "U0OMAR");
  await signIn("Frank", ["finance"], "U0FRANK");
});
afterAll(async () => {
  await web.stop();
  await slack.stop();
});

beforeEach(async () => {
  slack.ephemerals.length = 0;
  slack.views.length = 0;
  slack.calls.length = 0;
  riley = await signIn(`Riley ${++asked}`, ["engineering"], undefined);
});

async function ask(role = "reader"): Promise<string> {
  const place = { service: ref, role, environment: "staging", durationSeconds: 14_400 };
  const justification = "Customer 4711 was charged twice";
  return (await createRequest(contextOf(web.runtime, riley), { ...place, justification })).id;
}

/** As the outbox sends it. */
async function told(id: string, person = olivia): Promise<SentMessage> {
  const base = testMessage();
  const request = base.request && { ...base.request, id };
  const channel = slackChannel(web.runtime);
  await channel?.deliver(web.runtime, { ...base, thread: id, to: { kind: "person", person }, request });
  return slack.messages.at(-1) ?? nothing();
}

const stateOf = async (id: string) => {
  const { status, effectiveDurationSeconds, stages } = await getRequest(contextOf(web.runtime, riley), id);
  const decisions = stages.flatMap((stage) => stage.decisions);
  return { status, effectiveDurationSeconds, decisions };
};

const details = async (requestId: string, action: string) =>
  (
    await web.runtime.pool.query<{ entry: string }>(
      "select entry from audit_event where request_id = $1 and action = $2 order by position",
      [requestId, action],
    )
  ).rows.map(({ entry }) => JSON.parse(entry));

const refused = async (code: string) =>
  (
    await web.runtime.pool.query<{ entry: string }>(
      "select entry from audit_event where action = 'interaction.received' order by position",
    )
  ).rows.filter(({ entry }) => JSON.parse(entry).detail.code === code).length;

describe("a call that proves nothing", () => {
  it("is refused, changes nothing, and is on record once a minute", async () => {
    const id = await ask();
    const message = await told(id);
    const good = people.sign(people.pressOf("U0OLIVIA", message, "approve"));
    const bad = { ...good.headers, "x-slack-signature": `v0=${"0".repeat(64)}` };
    const calls = [
      { ...good, headers: bad },
      { ...good, body: `${good.body}&x=1` },
      { ...good, headers: { "content-type": "application/x-www-form-urlencoded" } },
      people.sign(people.pressOf("U0OLIVIA", message, "approve"), { secret: "another secret" }),
      people.sign(people.pressOf("U0OLIVIA", message, "approve"), { at: new Date(Date.now() - 301_000) }),
      people.sign(people.pressOf("U0OLIVIA", message, "approve"), { at: new Date(Date.now() + 310_000) }),
      people.sign(people.pressOf("U0OLIVIA", message, "approve", "T0OTHER")),
      people.sign({ ...people.pressOf("U0OLIVIA", message, "approve"), api_app_id: "A0OTHER" }),
    ];
    for (const call of calls) {
      const answer = await people.send(call);
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.text)).toMatchObject({ code: "forbidden" });
    }
    expect(await stateOf(id)).toMatchObject({ status: "pending", decisions: [] });
    expect(await auditTrail(web.runtime, { requestId: id })).toEqual(["request.created"]);
    expect(await refused("forbidden")).toBe(1);
    expect(slack.calls.map(({ method }) => method)).toEqual(["chat.postMessage"]);
  });

  it("is refused when it came before, by whichever process", async () => {
    const id = await ask("pair");
    const call = people.sign(people.pressOf("U0OLIVIA", await told(id), "approve"));
    const answers = await Promise.all([people.send(call), people.send(call), people.send(call)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect((await people.send(call)).status).toBe(409);
    expect((await stateOf(id)).decisions).toHaveLength(1);
    expect(await auditTrail(web.runtime, { requestId: id })).toEqual(["request.created", "decision.made"]);
    expect(slack.ephemerals).toEqual([]);
  });

  it("is 415 in another form, and nothing is there without Slack", async () => {
    const call = people.sign({});
    const json = { ...call, headers: { ...call.headers, "content-type": "application/json" } };
    expect((await people.send(json)).status).toBe(415);
    const other = await startTestHttp();
    expect((await peopleOf(slack, other.url).send(call)).status).toBe(404);
    await other.stop();
  });

  it("is taken and does nothing when it is of a kind that nobody asked for", async () => {
    for (const payload of [{}, { type: "shortcut" }, { type: "block_actions" }, { type: "view_closed" }])
      expect(await people.send(people.sign(payload))).toMatchObject({ status: 200, text: "" });
    expect(slack.calls).toEqual([]);
  });
});

describe("an approver", () => {
  it("approves in place, within the three seconds of Slack", async () => {
    const id = await ask();
    const answer = await people.press("U0OLIVIA", await told(id), "approve");
    expect(answer).toMatchObject({ status: 200, text: "" });
    expect(answer.ms).toBeLessThan(3_000);
    expect(await stateOf(id)).toMatchObject({
      status: "approved",
      decisions: [{ approver: { id: olivia.id }, verdict: "approve" }],
    });
    expect(await auditTrail(web.runtime, { requestId: id })).toEqual([
      "request.created",
      "decision.made",
      "request.approved",
      "grant.activated",
    ]);
    const [decision] = await details(id, "decision.made");
    expect(decision).toMatchObject({
      actor: { id: olivia.id },
      detail: { via: "slack", verdict: "approve" },
    });
  });

  it("denies with a reason, and never without", async () => {
    const id = await ask();
    await people.press("U0OLIVIA", await told(id), "deny");
    const view = slack.views[0] ?? nothing();
    expect(await stateOf(id)).toMatchObject({ status: "pending" });
    const empty = await people.submit("U0OLIVIA", view, { comment: "  " });
    expect(JSON.parse(empty.text)).toEqual({
      response_action: "errors",
      errors: { comment: "Say why, so that they know what to do instead." },
    });
    expect(await stateOf(id)).toMatchObject({ status: "pending" });
    const sent = await people.submit("U0OLIVIA", view, { comment: "Use the replica & <not> this" });
    expect(sent).toMatchObject({ status: 200, text: "" });
    expect(await stateOf(id)).toMatchObject({
      status: "denied",
      decisions: [{ verdict: "deny", comment: "Use the replica & <not> this" }],
    });
  });

  it("shortens to one of the times that are shorter, never to a longer one", async () => {
    const id = await ask();
    await people.press("U0OLIVIA", await told(id), "shorten");
    const view = slack.views[0] ?? nothing();
    const select = view.blocks.find(
      (block) => block.type === "input" && block.element.type === "static_select",
    );
    expect(JSON.stringify(select)).toContain('"2 h"');
    const options = ["28800", "3600"].map((value) => ({
      text: { type: "plain_text" as const, text: value },
      value,
    }));
    const forged = JSON.parse(JSON.stringify(view), (_key, value) =>
      Array.isArray(value?.options) ? { ...value, options } : value,
    );
    const longer = await people.submit("U0OLIVIA", forged, { seconds: "28800" });
    expect(JSON.parse(longer.text)).toMatchObject({
      response_action: "errors",
      errors: { seconds: expect.stringContaining("never widen") },
    });
    const none = await people.submit("U0OLIVIA", view, {});
    expect(JSON.parse(none.text)).toMatchObject({
      response_action: "errors",
      errors: { seconds: expect.any(String) },
    });
    expect(await stateOf(id)).toMatchObject({ status: "pending" });
    expect(
      await people.submit("U0OLIVIA", view, { seconds: "3600", comment: "One hour will do" }),
    ).toMatchObject({
      status: 200,
      text: "",
    });
    expect(await stateOf(id)).toMatchObject({
      status: "approved",
      effectiveDurationSeconds: 3_600,
      decisions: [{ durationSeconds: 3_600, comment: "One hour will do" }],
    });
  });

  it("decides once, however often they press", async () => {
    const id = await ask();
    const message = await told(id);
    const answers = await Promise.all([1, 2, 3].map(() => people.press("U0OLIVIA", message, "approve")));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await stateOf(id)).decisions).toHaveLength(1);
    const { rows } = await web.runtime.pool.query("select 1 from access_grant where request_id = $1", [id]);
    expect(rows).toHaveLength(1);
    expect(slack.ephemerals).toHaveLength(2);
  });

  it("opens it here without any call", async () => {
    await people.press("U0OLIVIA", await told(await ask()), "open");
    expect(slack.calls.map(({ method }) => method)).toEqual(["chat.postMessage"]);
  });
});

describe("whoever may not decide is told why, alone, with the way on", () => {
  const explained = (id: string) => {
    const [said, ...rest] = slack.ephemerals;
    expect(rest).toEqual([]);
    const text = textOf({ blocks: said?.blocks ?? [] });
    expect(text).toContain(`<http://localhost:3000/requests/${id}|Open in Daypass>`);
    return text;
  };

  it("a user of Slack whom no issuer named", async () => {
    const id = await ask();
    await people.press("U0NOBODY", await told(id), "approve");
    expect(explained(id)).toContain("Daypass does not know who you are in Slack.");
    expect(slack.ephemerals[0]).toMatchObject({ user: "U0NOBODY", channel: "D0OLIVIA" });
    expect(await stateOf(id)).toMatchObject({ status: "pending" });
  });

  it("one whom two accounts claim to be, who is not written to either", async () => {
    const twin = await signIn("Twin", ["orders-team"], "U0TWICE");
    await signIn("Other twin", ["orders-team"], "U0TWICE");
    const id = await ask();
    await people.press("U0TWICE", await told(id), "approve");
    expect(explained(id)).toContain("More than one account");
    expect(await stateOf(id)).toMatchObject({ status: "pending" });
    const message = { ...testMessage(), to: { kind: "person" as const, person: twin } };
    expect(await slackChannel(web.runtime)?.deliver(web.runtime, message)).toMatchObject({
      state: "unreachable",
    });
  });

  it("somebody deactivated", async () => {
    const gone = await signIn("Gone", ["orders-team"], "U0GONE");
    await web.runtime.pool.query("update principal set deactivated_at = now() where id = $1", [gone.id]);
    const id = await ask();
    await people.press("U0GONE", await told(id), "approve");
    expect(explained(id)).toContain("does not know who you are");
    expect(await stateOf(id)).toMatchObject({ status: "pending" });
  });

  it("somebody who is no approver, and sees nothing of it either", async () => {
    const id = await ask();
    const message = await told(id);
    await people.press("U0FRANK", message, "approve");
    expect(explained(id)).toContain("No request with this id is visible to you.");
    slack.ephemerals.length = 0;
    await people.press("U0FRANK", message, "deny");
    explained(id);
    expect(slack.views).toEqual([]);
    expect(await stateOf(id)).toMatchObject({ status: "pending" });
  });

  it("the one who asked", async () => {
    riley = await signIn(`Riley ${++asked}`, ["engineering", "orders-team"], "U0RILEY");
    const id = await ask();
    await people.press("U0RILEY", await told(id), "approve");
    expect(explained(id)).toContain("Nobody approves their own request");
    expect((await details(id, "decision.made"))[0]).toMatchObject({
      outcome: "refused",
      detail: { via: "slack", code: "self-approval" },
    });
    expect(await stateOf(id)).toMatchObject({ status: "pending" });
  });

  it("somebody whose turn is over, with a dialog open as well", async () => {
    const id = await ask();
    const message = await told(id);
    await people.press("U0OLIVIA", message, "deny");
    await decideRequest(contextOf(web.runtime, omar), id, { verdict: "approve" });
    const view = slack.views[0] ?? nothing();
    const late = JSON.parse((await people.submit("U0OLIVIA", view, { comment: "no" })).text);
    expect(late.response_action).toBe("update");
    expect(textOf(late.view)).toContain("This request was approved already.");
    for (const button of ["approve", "shorten", "deny"]) {
      slack.ephemerals.length = 0;
      await people.press("U0OLIVIA", message, button);
      expect(explained(id)).toContain("This request was approved already.");
    }
    expect((await stateOf(id)).decisions).toMatchObject([{ approver: { id: omar.id } }]);
  });
});

describe("a role that takes a stronger sign-in", () => {
  const strict: AccessTrait = {
    ...ordersTrait,
    roles: { ...ordersTrait.roles, reader: { scopes: ["orders:read"], authContext: { acrValues: ["mfa"] } } },
  };
  const signedIn = { at: new Date(), acr: "mfa", amr: ["otp"] };
  beforeAll(() => declare(web.runtime, strict));
  afterAll(() => declare(web.runtime));

  async function askStrictly(): Promise<string> {
    const ctx = { ...contextOf(web.runtime, riley), actor: actorOf(riley, signedIn) };
    const place = { service: ref, role: "reader", environment: "staging", durationSeconds: 14_400 };
    return (await createRequest(ctx, { ...place, justification: "look" })).id;
  }

  it("is approved in Daypass only, whichever way it is tried here", async () => {
    const id = await askStrictly();
    const message = await told(id);
    for (const button of ["approve", "shorten"]) {
      slack.ephemerals.length = 0;
      await people.press("U0OLIVIA", message, button);
      const said = textOf({ blocks: slack.ephemerals[0]?.blocks ?? [] });
      expect(said).toContain("takes a sign-in that Slack cannot prove");
      expect(said).toContain(`<http://localhost:3000/requests/${id}|Open in Daypass>`);
    }
    expect(slack.views).toEqual([]);
    const other = await told(await ask("auditor"));
    await people.press("U0OLIVIA", other, "shorten");
    const forged = { ...(slack.views[0] ?? nothing()), private_metadata: id };
    const answer = JSON.parse((await people.submit("U0OLIVIA", forged, { seconds: "3600" })).text);
    expect(textOf(answer.view)).toContain("takes a sign-in that Slack cannot prove");
    expect(await stateOf(id)).toMatchObject({ status: "pending", decisions: [] });
    expect((await details(id, "decision.made"))[0]).toMatchObject({
      outcome: "refused",
      detail: { via: "slack", code: "insufficient-authentication" },
    });
  });

  it("is denied here, which takes no more than being known", async () => {
    const id = await askStrictly();
    await people.press("U0OLIVIA", await told(id), "deny");
    await people.submit("U0OLIVIA", slack.views[0] ?? nothing(), { comment: "not today" });
    expect(await stateOf(id)).toMatchObject({ status: "denied" });
  });
});

describe("while Slack has its troubles", () => {
  it("a dialog that does not open is explained, and nothing is decided", async () => {
    const id = await ask();
    const message = await told(id);
    slack.trouble({ status: 500 });
    await people.press("U0OLIVIA", message, "deny");
    expect(textOf({ blocks: slack.ephemerals[0]?.blocks ?? [] })).toContain(
      "Slack could not open the dialog.",
    );
    expect(await stateOf(id)).toMatchObject({ status: "pending" });
  });

  it("a silent Slack does not make it wait longer than its three seconds", async () => {
    const message = await told(await ask());
    slack.trouble("silent");
    const answer = await people.press("U0FRANK", message, "approve");
    expect(answer.status).toBe(200);
    expect(answer.ms).toBeLessThan(3_000);
  });
});

it("a message has only the buttons of its reader", async () => {
  const message = await told(await ask());
  expect(buttonsOf(message).map((button) => button.action_id)).toEqual([
    "approve",
    "shorten",
    "deny",
    "open",
  ]);
  expect(() => people.pressOf("U0OLIVIA", message, "cancel")).toThrow("there is no button");
});

function nothing(): never {
  throw new Error("Slack got nothing");
}
