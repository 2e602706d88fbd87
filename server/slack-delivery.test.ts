import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import type { IssuerConfig } from "@/lib/config/config";
import { testIssuer } from "@/lib/config/test-config";
import { contextOf, declare, ordersTrait } from "@/lib/db/test-world";
import { passTime, workOff } from "@/lib/notifications/test-post";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { cancelRequest } from "@/lib/requests/cancel-request";
import { createRequest } from "@/lib/requests/create-request";
import { buttonsOf, peopleOf, textOf } from "@/lib/slack/test-interactions";
import { type SentMessage, startTestSlack, type TestSlack, type Trouble } from "@/lib/slack/test-slack";
import { startWorker } from "@/lib/worker/worker";
import { startTestHttp, type TestHttp } from "./test-http";

const issuer: IssuerConfig = { ...testIssuer, claims: { ...testIssuer.claims, slackUser: "slack" } };
const ref = "shop/orders/orders-api";

let slack: TestSlack;
let web: TestHttp;
let people: ReturnType<typeof peopleOf>;

beforeAll(async () => {
  slack = await startTestSlack(["U0OLIVIA", "U0OMAR", "U0RILEY", "U0SAM"]);
  web = await startTestHttp({ slack: slack.config, issuers: [issuer] });
  people = peopleOf(slack, web.url);
});
afterAll(async () => {
  await web.stop();
  await slack.stop();
});

// Each test has people of its own, with the same users of Slack; those of the tests before have left.
let round = 0;
beforeEach(async () => {
  round += 1;
  await web.runtime.pool.query("update principal set deactivated_at = now()");
  await declare(web.runtime);
  slack.messages.length = 0;
  slack.calls.length = 0;
  slack.ephemerals.length = 0;
  slack.views.length = 0;
});

const signIn = (name: string, groups: string[]) => {
  const claims = { sub: `${name}-${round}`, name, groups, slack: `U0${name.toUpperCase()}` };
  return recordSignIn(web.runtime, issuer, claims, "browser");
};

async function world(role = "reader") {
  const riley = await signIn("Riley", ["engineering"]);
  const olivia = await signIn("Olivia", ["orders-team"]);
  const omar = await signIn("Omar", ["orders-team"]);
  const sam = await signIn("Sam", ["security"]);
  const place = { service: ref, role, environment: "staging", durationSeconds: 14_400 };
  const justification = "Customer 4711 was charged twice";
  const { id } = await createRequest(contextOf(web.runtime, riley), { ...place, justification });
  return { riley, olivia, omar, sam, id };
}

/** The messages that somebody has in Slack, oldest first. */
const inboxOf = (user: string) => slack.messages.filter(({ channel }) => channel === `D0${user}`);
const only = (user: string): SentMessage => {
  const [message, ...rest] = inboxOf(user);
  if (!message || rest.length > 0) throw new Error(`${user} has ${rest.length + (message ? 1 : 0)} messages`);
  return message;
};
const actionsOf = (message: SentMessage) => buttonsOf(message).map((button) => button.action_id);

describe("a request", () => {
  it("reaches each approver, and closes for all of them when one decides in Slack", async () => {
    await world();
    await workOff(web.runtime);
    expect(slack.messages).toHaveLength(2);
    expect(textOf(only("OLIVIA"))).toContain("*Riley asks for reader on Orders API in staging for 4 h.*");
    expect(textOf(only("OLIVIA"))).toContain("You are asked as one of orders-team.");
    expect(actionsOf(only("OMAR"))).toEqual(["approve", "shorten", "deny", "open"]);

    await people.press("U0OMAR", only("OMAR"), "shorten");
    const [view] = slack.views;
    if (!view) throw new Error("no dialog was opened");
    await people.submit("U0OMAR", view, { seconds: "3600" });
    await workOff(web.runtime);
    for (const name of ["OLIVIA", "OMAR"]) {
      expect(textOf(only(name))).toContain("*Omar approved it for 1 h*");
      expect(actionsOf(only(name))).toEqual([]);
    }
    expect(textOf(only("RILEY"))).toContain(
      "Omar approved your request for reader on Orders API in staging.",
    );
  });

  it("closes in Slack when it was decided in Daypass, or taken back", async () => {
    const one = await world();
    await workOff(web.runtime);
    await decideRequest(contextOf(web.runtime, one.olivia), one.id, { verdict: "deny", comment: "no" });
    await workOff(web.runtime);
    expect(textOf(only("OMAR"))).toContain("*Olivia denied it*");
    slack.messages.length = 0;

    round += 1;
    await web.runtime.pool.query("update principal set deactivated_at = now()");
    const other = await world();
    await workOff(web.runtime);
    await cancelRequest(contextOf(web.runtime, other.riley), other.id);
    await workOff(web.runtime);
    expect(textOf(only("OMAR"))).toContain("*Riley took it back*");
    expect(actionsOf(only("OMAR"))).toEqual([]);
  });

  it("goes on to the next stage, whose approvers are asked then", async () => {
    await world("refunder");
    await workOff(web.runtime);
    expect(inboxOf("SAM")).toEqual([]);
    await people.press("U0OLIVIA", only("OLIVIA"), "approve");
    await workOff(web.runtime);
    expect(textOf(only("OMAR"))).toContain("*Olivia said yes; security decides now*");
    await people.press("U0SAM", only("SAM"), "approve");
    await workOff(web.runtime);
    expect(textOf(only("SAM"))).toContain("*Sam approved it for 4 h*");
  });

  it("for a role that takes a stronger sign-in has no button to approve, and says where", async () => {
    await declare(web.runtime, {
      ...ordersTrait,
      environments: { staging: {} },
      approvalPolicies: { ...ordersTrait.approvalPolicies },
      roles: {
        ...ordersTrait.roles,
        reader: { scopes: ["orders:read"], authContext: { acrValues: ["mfa"] } },
      },
    });
    const riley = await signIn("Riley", ["engineering"]);
    await signIn("Olivia", ["orders-team"]);
    const authentication = { at: new Date(), acr: "mfa", amr: [] };
    const ctx = {
      ...contextOf(web.runtime, riley),
      actor: { kind: "user" as const, principal: riley, authentication },
    };
    const place = { service: ref, role: "reader", environment: "staging", durationSeconds: 600 };
    await createRequest(ctx, { ...place, justification: "look" });
    await workOff(web.runtime);
    expect(actionsOf(only("OLIVIA"))).toEqual(["deny", "open"]);
    expect(textOf(only("OLIVIA"))).toContain("To approve it, open it in Daypass.");
  });
});

describe("while Slack has its troubles nothing is lost", () => {
  it.each<[string, Trouble]>([
    ["a failure of its own", { status: 500 }],
    ["a pause", { status: 429, retryAfter: 2 }],
    ["an answer that is cut", "cut"],
  ])("%s", async (_what, trouble) => {
    const { olivia, id } = await world();
    slack.trouble(trouble, trouble);
    await workOff(web.runtime);
    expect(slack.messages).toEqual([]);
    await passTime(web.runtime);
    await workOff(web.runtime);
    expect(actionsOf(only("OLIVIA"))).toContain("approve");

    slack.trouble(trouble, trouble, trouble);
    await decideRequest(contextOf(web.runtime, olivia), id, { verdict: "approve" });
    await workOff(web.runtime);
    expect(actionsOf(only("OMAR"))).toContain("approve");
    await passTime(web.runtime);
    await workOff(web.runtime);
    expect(textOf(only("OMAR"))).toContain("*Olivia approved it for 4 h*");
    expect(inboxOf("RILEY")).toHaveLength(1);
  });

  it("what was decided before it could be told is not asked any more", async () => {
    const { olivia, id } = await world();
    slack.trouble({ status: 500 }, { status: 500 });
    await workOff(web.runtime);
    await decideRequest(contextOf(web.runtime, olivia), id, { verdict: "approve" });
    await passTime(web.runtime);
    await workOff(web.runtime);
    expect(inboxOf("OMAR")).toEqual([]);
    expect(inboxOf("RILEY")).toHaveLength(1);
  });
});

it("with a worker, what somebody pressed shows within two seconds", async () => {
  const worker = await startWorker(web.runtime);
  await world();
  await vi.waitFor(() => expect(slack.messages).toHaveLength(2), 5_000);
  const begun = performance.now();
  await people.press("U0OLIVIA", only("OLIVIA"), "approve");
  await vi.waitFor(() => expect(textOf(only("OMAR"))).toContain("*Olivia approved it for 4 h*"), 5_000);
  await vi.waitFor(() => expect(actionsOf(only("OLIVIA"))).toEqual([]), 5_000);
  expect(performance.now() - begun).toBeLessThan(2_000);
  await worker.stop();
});
