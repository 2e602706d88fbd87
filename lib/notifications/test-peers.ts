import type { Config } from "@/lib/config/config";
import { testIssuer } from "@/lib/config/test-config";
import type { Queryable } from "@/lib/db/pool";
import { startTestSmtp } from "@/lib/mail/test-smtp";
import { startFireReceiver } from "@/lib/outbox/test-fire";
import { type Came, type Due, type Reckoning, reckon } from "@/lib/outbox/test-reckoning";
import type { Weather } from "@/lib/outbox/test-weather";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import type { Runtime } from "@/lib/runtime/runtime";
import { plainLine } from "@/lib/slack/blocks";
import { startTestSlack } from "@/lib/slack/test-slack";
import { startTestTeams } from "@/lib/teams/test-teams";

export const peerNames = ["siem", "mail", "slack", "teams"] as const;
export type PeerName = (typeof peerNames)[number];

/** Somebody outside for each way out of Daypass, to fail in every way. */
export type TestPeers = Awaited<ReturnType<typeof startTestPeers>>;

const issuer = { ...testIssuer, claims: { ...testIssuer.claims, slackUser: "slack" } };
const slackUserOf = (name: string) => `U${name.toUpperCase().replaceAll("-", "0")}`;

/** Signs somebody in whom mail and Slack reach. */
export const signInReachable = (runtime: Runtime, name: string, group: string) =>
  recordSignIn(
    runtime,
    issuer,
    { sub: name, name, email: `${name}@example.com`, groups: [group], slack: slackUserOf(name) },
    "browser",
  );

export async function startTestPeers() {
  const [siem, mail, slack, teams] = await Promise.all([
    startFireReceiver(),
    startTestSmtp(),
    startTestSlack("anybody"),
    startTestTeams(),
  ]);
  const events = ["decision-wanted", "request-approved", "request-denied", "request-cancelled"] as const;
  const config = {
    webhooks: [
      {
        name: "siem",
        url: `http://127.0.0.1:${siem.port}`,
        secret: "s".repeat(32),
        previousSecret: null,
        events: ["request.*", "decision.*", "grant.*"],
      },
    ],
    mail: mail.config,
    slack: slack.config,
    teams: [teams.room("orders", { events: [...events], for: ["group:default/orders-team"] })],
  } satisfies Partial<Config>;
  const peers = { siem, mail, slack, teams };
  const cameBy: Record<PeerName, (due: readonly DueRow[]) => Came[]> = {
    siem: () => numbered(siem.took),
    mail: (due) => mail.mails.flatMap((each) => cameByMail(each, due)),
    slack: (due) =>
      cameBySaying(
        due,
        slack.posts.map(({ channel, text, blocks }) => [channel.replace(/^D/, "U"), text, linkOf(blocks)]),
      ),
    teams: (due) =>
      cameBySaying(
        due,
        teams.cards.map(({ room, said, leadsTo }) => [room, said, leadsTo]),
      ),
  };
  return {
    ...peers,
    config,
    weather(name: PeerName, weather: Weather) {
      peers[name].weather = weather;
    },
    /** What each was to get, by the audit log and by the lists of people, beside what it got. */
    async reckon(db: Queryable, exempt?: ReadonlySet<string>): Promise<Record<PeerName, Reckoning>> {
      const one = async (name: PeerName) => {
        const due = name === "siem" ? await dueOfAudit(db) : await dueOfNotifications(db, name);
        return [name, reckon(due, cameBy[name](due), exempt)] as const;
      };
      return Object.fromEntries(await Promise.all(peerNames.map(one))) as Record<PeerName, Reckoning>;
    },
    close: () => Promise.all([siem.close(), mail.close(), slack.stop(), teams.stop()]),
  };
}

const linkOf = (blocks: unknown) => /"url":"([^"]+)"/.exec(JSON.stringify(blocks))?.[1] ?? "";

interface DueRow extends Due {
  /** Where it goes, what it says and what it is about: by that it is known again. */
  to: string;
  sentence: string;
  path: string;
}

async function dueOfAudit(db: Queryable): Promise<DueRow[]> {
  const { rows } = await db.query<{ about: string; type: string; id: string }>({
    text: `select request_id as about, action as type, position::text as id from audit_event
     where request_id is not null and outcome = 'success' and split_part(action, '.', 1) in ('request', 'decision', 'grant') order by position`,
  });
  const keys = numbered(rows);
  return rows.map(({ about }, index) => ({
    key: keys[index]?.key ?? "",
    line: about,
    to: "siem",
    sentence: "",
    path: "",
  }));
}

/** An action may happen to a request more than once: the first, the second. */
function numbered(events: readonly { id: string; about: string; type: string }[]): Came[] {
  const known = new Map<string, string>();
  const counts = new Map<string, number>();
  return events.map(({ id, about, type }) => {
    const name = `${about} ${type}`;
    const key = known.get(id) ?? `${name} ${(counts.get(name) ?? 0) + 1}`;
    if (!known.has(id)) counts.set(name, (counts.get(name) ?? 0) + 1);
    known.set(id, key);
    return { key };
  });
}

async function dueOfNotifications(db: Queryable, channel: string): Promise<DueRow[]> {
  const { rows } = await db.query<DueRow & { state: string; recipient: string }>({
    text: `select n.id as key, n.recipient || ' ' || n.thread as line, d.state, n.content->>'sentence' as sentence, n.content->'action'->>'path' as path,
       case $1 when 'mail' then p.email when 'slack' then coalesce(p.slack_user_id, split_part(n.recipient, '/', 2)) else split_part(n.recipient, '/', 2) end as to
     from notification n join notification_delivery d on d.notification_id = n.id left join principal p on p.id = n.principal_id
     where d.channel = $1 order by n.created_at, n.id`,
    values: [channel],
  });
  return rows.map(({ state, ...row }) => ({ ...row, settled: state === "dropped" }));
}

type ParsedMail = Awaited<ReturnType<typeof startTestSmtp>>["mails"][number];

/** By itself, known by its Message-ID, or with others in a digest, known by whom it is for and where it leads. */
function cameByMail(mail: ParsedMail, due: readonly DueRow[]): Came[] {
  const id = /^<(.+)@/.exec(mail.messageId ?? "")?.[1] ?? "";
  if (!id.includes(".digest.")) return [{ key: id }];
  const to = mail.to && !Array.isArray(mail.to) ? mail.to.text : "";
  const text = mail.text ?? "";
  return due
    .filter((each) => each.to === to && text.includes(each.path) && text.includes(each.sentence))
    .map(({ key }) => ({ key, gathered: true }));
}

/** Chats get no id of ours: a message is known by where it went, what it says and where it leads. */
function cameBySaying(
  due: readonly DueRow[],
  said: readonly (readonly [to: string, text: string, link: string])[],
): Came[] {
  const place = (to: string, path: string, text: string) => `${to} ${path} ${text}`;
  const known = new Map(
    due.map(({ key, to, sentence, path }) => [place(to, path, plainLine(sentence)), key]),
  );
  return said.map(([to, text, link]) => {
    const where = place(to, link.replace(/^https?:..[^/]+/, ""), text);
    return { key: known.get(where) ?? where };
  });
}
