import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { testIssuer } from "@/lib/config/test-config";
import { systemContext } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare } from "@/lib/db/test-world";
import { type Preferences, usualPreferences } from "@/lib/notifications/preferences";
import { getPreferences } from "@/lib/notifications/queries";
import { setPreferences } from "@/lib/notifications/set-preferences";
import { passTime, workOff } from "@/lib/notifications/test-post";
import { listStuckMessages } from "@/lib/outbox/queries";
import { replayMessages } from "@/lib/outbox/replay-messages";
import type { Principal } from "@/lib/principals/principal";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { createRequest } from "@/lib/requests/create-request";
import { oneLine } from "./escape";
import { startTestSmtp, type TestSmtp } from "./test-smtp";

let smtp: TestSmtp;
let db: TestDatabase;
let riley: Principal;
let olivia: Principal;
let oscar: Principal;

beforeAll(async () => {
  smtp = await startTestSmtp();
  db = await createTestDatabase({ mail: smtp.config });
});
afterAll(async () => {
  await db.drop();
  await smtp.close();
});

const signIn = (name: string, group: string, claims: object = {}) =>
  recordSignIn(
    db.runtime,
    testIssuer,
    { sub: name, name, email: `${name}@example.com`, groups: [group], ...claims },
    "token-exchange",
  );

let round = 0;
beforeEach(async () => {
  round += 1;
  smtp.mails.length = 0;
  await db.runtime.pool.query("update principal set deactivated_at = now(); delete from outbox_message");
  await declare(db.runtime);
  riley = await signIn(`riley-${round}`, "engineering");
  olivia = await signIn(`olivia-${round}`, "orders-team");
  oscar = await signIn(`oscar-${round}`, "orders-team");
});

const as = (person: Principal) => contextOf(db.runtime, person);
const ask = (role = "reader", justification = "Customer 4711 was charged twice", person = riley) =>
  createRequest(as(person), {
    service: "shop/orders/orders-api",
    role,
    environment: "staging",
    durationSeconds: 3600,
    justification,
  });
const choose = (person: Principal, change: Partial<Preferences>) =>
  setPreferences(as(person), { ...usualPreferences, ...change });

/** Subjects of what arrived for somebody since the last look. */
function arrived(person: Principal): string[] {
  const theirs = smtp.mails.filter(({ to }) => to && !Array.isArray(to) && to.text === person.email);
  for (const mail of theirs) smtp.mails.splice(smtp.mails.indexOf(mail), 1);
  return theirs.map(({ subject }) => subject ?? "");
}

describe("a mail", () => {
  it("says who asks for what and why, leads to the dialog, and stays with the others of its request", async () => {
    const { id } = await ask();
    await workOff(db.runtime);
    const [mail] = smtp.mails.filter(({ text }) => text?.includes("Decide:"));
    expect(smtp.mails).toHaveLength(2);
    expect(mail).toMatchObject({
      subject: `${riley.name} asks for reader on Orders API`,
      references: `<${id}@localhost>`,
      from: { value: [{ name: "Daypass", address: "daypass@example.com" }] },
    });
    for (const part of [mail?.text ?? "", mail?.html || ""]) {
      expect(part).toContain("Customer 4711 was charged twice");
      expect(part).toContain(`http://localhost:3000/requests/${id}?decide=approve`);
      expect(part).toContain("You are asked as one of orders-team.");
      expect(part).toContain("http://localhost:3000/notifications");
      expect(part).not.toMatch(/token|secret|eyJ/i);
    }
    expect(mail?.headers.get("auto-submitted")).toBe("auto-generated");
    expect(mail?.headers.get("list")).toMatchObject({
      unsubscribe: { url: "http://localhost:3000/notifications" },
    });
    smtp.mails.length = 0;
    await decideRequest(as(olivia), id, { verdict: "approve", comment: "go ahead" });
    await workOff(db.runtime);
    expect(smtp.mails).toHaveLength(1);
    expect(smtp.mails[0]).toMatchObject({
      subject: `${olivia.name} approved your request for reader on Orders API`,
      references: `<${id}@localhost>`,
    });
  });

  it("is not made by what people write into it", async () => {
    const evil = await signIn(`eve-${round}`, "engineering", {
      name: 'Eve\r\nBcc: all@example.com\r\n\r\n<img src=x onerror="alert(1)">\u202e',
    });
    await ask("reader", '</td><script>alert(1)</script>\n.\r\nRCPT TO:<x@example.com>\n& "so on"', evil);
    await workOff(db.runtime);
    expect(smtp.mails).toHaveLength(2);
    for (const mail of smtp.mails) {
      expect(mail.bcc).toBeUndefined();
      expect(mail.subject).not.toMatch(/[\r\n\u202e]/);
      expect(mail.html).not.toMatch(/<script|<img/);
      expect(mail.html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
      expect(mail.text).toContain("> RCPT TO:<x@example.com>");
      expect(mail.html).toContain("&amp; &quot;so on&quot;");
    }
  });

  it("goes to nobody without an address that is one", async () => {
    for (const [index, email] of [
      undefined,
      "a@b@c",
      "x@example.com, y@example.com",
      "a\nb@example.com",
    ].entries())
      await signIn(`odd-${round}-${index}`, "orders-team", { email });
    await ask();
    await workOff(db.runtime);
    expect(smtp.mails.map(({ to }) => (to && !Array.isArray(to) ? to.text : "")).sort()).toEqual([
      olivia.email,
      oscar.email,
    ]);
  });

  it("that the server refuses for now is tried again; for a mailbox that is none it is given up and shown", async () => {
    smtp.refuse(`olivia-${round}`, 451);
    smtp.refuse(`oscar-${round}`, 550);
    await ask();
    await workOff(db.runtime);
    expect(smtp.mails).toEqual([]);
    const stuck = await listStuckMessages(systemContext(db.runtime, "test"), "mail");
    // Servers repeat the address; neither the log nor the audit log keeps it.
    expect(stuck.map(({ lastError }) => lastError).join()).toContain("refused by a test");
    expect(JSON.stringify(stuck)).not.toMatch(/@example\.com/i);
    expect(stuck.map(({ state, attempts }) => [state, attempts]).sort()).toEqual([
      ["given-up", 1],
      ["waiting", 1],
    ]);
    smtp.refuse(`olivia-${round}`, 0);
    await passTime(db.runtime);
    await workOff(db.runtime);
    expect(arrived(olivia)).toHaveLength(1);
  });
});

describe("what was settled before it was sent", () => {
  it("is not sent; who wants to know hears what became of it", async () => {
    await choose(oscar, { tellOutcome: true });
    smtp.refuse(`olivia-${round}`, 451);
    smtp.refuse(`oscar-${round}`, 451);
    const { id } = await ask();
    await workOff(db.runtime);
    await decideRequest(as(olivia), id, { verdict: "deny", comment: "no" });
    for (const name of ["olivia", "oscar"]) smtp.refuse(`${name}-${round}`, 0);
    await passTime(db.runtime);
    await workOff(db.runtime);
    expect(arrived(olivia)).toEqual([]);
    expect(arrived(oscar)).toEqual([`${olivia.name} denied it (${riley.name}, reader on Orders API)`]);
    const { rows } = await db.runtime.pool.query(
      "select d.state, count(*)::int from notification_delivery d join notification n on n.id = d.notification_id where n.thread = $1 and n.kind = 'decision-wanted' group by d.state",
      [id],
    );
    expect(rows).toEqual([{ state: "dropped", count: 2 }]);
  });
});

describe("preferences", () => {
  it("are the usual ones until somebody chooses, and nonsense is refused", async () => {
    expect(await getPreferences(as(olivia))).toEqual(usualPreferences);
    await expect(setPreferences(as(olivia), { mail: false })).rejects.toMatchObject({
      code: "invalid-input",
    });
    await expect(setPreferences(systemContext(db.runtime, "worker"), usualPreferences)).rejects.toMatchObject(
      { code: "forbidden" },
    );
    expect(await getPreferences(as(olivia))).toEqual(usualPreferences);
  });

  it("keep a topic out of the mail, and leave it in the list", async () => {
    const topics = { ...usualPreferences.topics, asked: { mail: false, slack: true } };
    await choose(olivia, { topics });
    await ask();
    await workOff(db.runtime);
    expect(arrived(olivia)).toEqual([]);
    expect(arrived(oscar)).toHaveLength(1);
  });

  it("more than three questions in ten minutes become one mail", async () => {
    const asked: { id: string }[] = [];
    for (let index = 0; index < 6; index++) {
      const person = await signIn(`nora-${round}-${index}`, "engineering");
      asked.push(await ask("reader", "look", person));
      await workOff(db.runtime);
    }
    const last = asked.at(-1)?.id ?? "";
    expect(arrived(olivia)).toHaveLength(3);
    await decideRequest(as(oscar), last, { verdict: "deny" });
    await workOff(db.runtime);
    expect(arrived(olivia)).toEqual([]);
    await passTime(db.runtime);
    await workOff(db.runtime);
    // Three were held, and one of them is decided by now.
    const digest = smtp.mails.find(({ to }) => to && !Array.isArray(to) && to.text === olivia.email);
    expect(arrived(olivia)).toEqual(["2 things wait for you"]);
    expect(digest?.text?.match(/\?decide=approve/g)).toHaveLength(2);
    await passTime(db.runtime);
    await workOff(db.runtime);
    expect(arrived(olivia)).toEqual([]);
  });

  it("quiet hours hold back until they end; what is held alone comes as itself", async () => {
    await choose(olivia, { quietHours: { from: "00:00", to: "23:59" } });
    await choose(oscar, { mailPace: "daily" });
    await ask();
    await workOff(db.runtime);
    expect([...arrived(olivia), ...arrived(oscar)]).toEqual([]);
    await passTime(db.runtime);
    await workOff(db.runtime);
    for (const person of [olivia, oscar])
      expect(arrived(person)).toEqual([`${riley.name} asks for reader on Orders API`]);
  });

  it("a digest that is being sent loses nothing that comes meanwhile", async () => {
    await choose(olivia, { mailPace: "hourly" });
    smtp.refuse(`olivia-${round}`, 451);
    await ask();
    await workOff(db.runtime);
    await passTime(db.runtime);
    await workOff(db.runtime);
    await ask("auditor");
    await workOff(db.runtime);
    smtp.refuse(`olivia-${round}`, 0);
    await passTime(db.runtime);
    await workOff(db.runtime);
    expect(arrived(olivia)).toEqual(["2 things wait for you"]);
  });

  it("a digest that a server refused for good is sent whole when an admin replays it", async () => {
    await choose(olivia, { mailPace: "hourly" });
    await ask();
    await ask("auditor");
    await workOff(db.runtime);
    smtp.refuse(`olivia-${round}`, 550);
    await passTime(db.runtime);
    await workOff(db.runtime);
    expect(arrived(olivia)).toEqual([]);
    smtp.refuse(`olivia-${round}`, 0);
    await replayMessages(as(await signIn(`ada-${round}`, "platform")), "mail", {});
    await passTime(db.runtime);
    await workOff(db.runtime);
    expect(arrived(olivia)).toEqual(["2 things wait for you"]);
  });

  it("what is left of more than one digest holds is sent, though all of the first is decided by now", async () => {
    await choose(olivia, { mailPace: "hourly" });
    const over = await ask();
    await workOff(db.runtime);
    await ask("auditor");
    await workOff(db.runtime);
    await db.runtime.pool.query(
      `insert into notification (id, cause, kind, recipient, principal_id, thread, content, created_at)
       select 'ntf_0' || i, 'copy ' || i, kind, recipient, principal_id, thread, content, created_at
       from notification, generate_series(100, 149) i where principal_id = $1 and thread = $2`,
      [olivia.id, over.id],
    );
    await db.runtime.pool.query(
      "insert into notification_delivery (notification_id, channel, state) select id, 'mail', 'held' from notification where cause like 'copy %'",
    );
    await db.runtime.pool.query(
      "update access_request set status = 'cancelled', closed_at = now() where id = $1",
      [over.id],
    );
    await passTime(db.runtime);
    await workOff(db.runtime);
    expect(arrived(olivia)).toEqual([`${riley.name} asks for auditor on Orders API`]);
  });
});

it("what is cut stays whole characters", () => {
  expect(oneLine("ab😀cd", 4)).toBe("ab…");
});
