import { announce } from "@/lib/db/announce";
import { newId } from "@/lib/db/ids";
import { type Queryable, statement } from "@/lib/db/pool";
import { insertMessages } from "@/lib/outbox/insert";
import type { Principal } from "@/lib/principals/principal";
import type { Runtime } from "@/lib/runtime/runtime";
import type { Channel } from "./channel";
import { channelsOf } from "./channels";
import { closeNotifications } from "./close-notifications";
import { holdForDigest } from "./digest-queue";
import { type NotificationKind, staysInside, topicOfKind } from "./kinds";
import { loadPreferences } from "./load-preferences";
import type { News } from "./news";
import type { Plan, Tell } from "./plan";
import { type Preferences, personalChannels, usualPreferences } from "./preferences";
import { countRecent, holdsStorm } from "./storm";
import { heldUntil } from "./timing";

interface Source {
  /** Id of the message that the news came in. */
  cause: string;
  thread: string;
  news: News;
}

/** One notification to be, and the channels that it leaves through. */
interface Draft {
  id: string;
  kind: NotificationKind;
  recipient: string;
  person: Principal | null;
  content: unknown;
  ways: { channel: string; heldUntil: Date | null }[];
}

/** Writes what a plan says: rows for the lists of people, messages for their channels; and settles what is settled. */
export async function storePlan(db: Queryable, runtime: Runtime, source: Source, plan: Plan): Promise<void> {
  const channels = channelsOf(runtime);
  await closeNotifications(db, channels, source.thread, plan.close);
  const people = plan.tell.flatMap(({ to }) => ("person" in to ? [to.person.id] : []));
  const preferences = await loadPreferences(db, people);
  const recent = await countRecent(db, people);
  const now = new Date();
  const drafts = plan.tell.flatMap((tell): Draft[] => {
    if (!("person" in tell.to)) return roomDrafts(tell, tell.to.refs, plan, channels);
    const own = preferences.get(tell.to.person.id) ?? usualPreferences;
    if (tell.kind === "decided-elsewhere" && !own.tellOutcome) return [];
    return [personDraft(tell, tell.to.person, own, channels, recent, now)];
  });
  const written = await insertNotifications(db, source, drafts);
  const fresh = drafts.filter(({ id }) => written.has(id));
  await insertDeliveries(db, fresh);
  await insertMessages(
    db,
    fresh.flatMap((draft) => messagesOf(draft, source.thread)),
  );
  await holdForDigest(db, heldOf(fresh));
  const audience = [...new Set([...fresh.flatMap(({ person }) => person?.id ?? [])])];
  if (audience.length > 0) await announce(db, { noun: "notification", id: source.thread, audience });
}

function personDraft(
  { kind, say }: Tell,
  person: Principal,
  own: Preferences,
  channels: readonly Channel[],
  recent: ReadonlyMap<string, number>,
  now: Date,
): Draft {
  const wanted = own.topics[topicOfKind[kind]];
  const outside = staysInside(kind) ? [] : personalChannels.filter((name) => wanted[name]);
  const ways = channels
    .filter((channel) => outside.some((name) => name === channel.name) && channel.reaches(person))
    .map(({ name }) => ({
      channel: name,
      heldUntil: heldUntil(own, kind, name, now) ?? holdsStorm(kind, name, recent.get(person.id) ?? 0, now),
    }));
  return { id: newId("ntf"), kind, recipient: person.id, person, content: say(own.timeZone), ways };
}

function roomDrafts(
  { kind, say }: Tell,
  refs: readonly string[],
  plan: Plan,
  channels: readonly Channel[],
): Draft[] {
  return channels.flatMap((channel) =>
    (channel.roomsFor?.(kind, { service: plan.service, refs }) ?? []).map((room) => ({
      id: newId("ntf"),
      kind,
      recipient: `${channel.name}/${room}`,
      person: null,
      content: say("UTC"),
      ways: [{ channel: channel.name, heldUntil: null }],
    })),
  );
}

/** Mail that waits is gathered; what other channels hold back goes by itself when it is time. */
const isGathered = (way: Draft["ways"][number]) => way.channel === "mail" && way.heldUntil !== null;

const messagesOf = ({ id, kind, recipient, ways }: Draft, thread: string) =>
  ways
    .filter((way) => !isGathered(way))
    .map(({ channel, heldUntil: dueAt }) => ({
      destination: channel,
      subject: `${recipient} ${thread}`,
      type: kind,
      payload: { notification: id },
      ...(dueAt ? { dueAt } : {}),
    }));

const heldOf = (drafts: readonly Draft[]) =>
  drafts.flatMap(({ recipient, ways }) =>
    ways.flatMap((way) =>
      isGathered(way) && way.heldUntil ? [{ principalId: recipient, until: way.heldUntil }] : [],
    ),
  );

async function insertNotifications(
  db: Queryable,
  { cause, thread, news }: Source,
  drafts: readonly Draft[],
): Promise<ReadonlySet<string>> {
  if (drafts.length === 0) return new Set();
  const rows = drafts.map(({ id, kind, recipient, person, content }) => ({
    id,
    cause,
    kind,
    recipient,
    principal_id: person?.id ?? null,
    thread,
    content,
    created_at: news.at,
    // What became of it is in the list already, with the question itself.
    read_at: kind === "decided-elsewhere" ? news.at : null,
  }));
  const insert = statement("notifications-insert", insertSql, [JSON.stringify(rows)]);
  return new Set((await db.query<{ id: string }>(insert)).rows.map(({ id }) => id));
}

async function insertDeliveries(db: Queryable, drafts: readonly Draft[]): Promise<void> {
  const rows = drafts.flatMap(({ id, ways }) =>
    ways.map((way) => ({
      notification_id: id,
      channel: way.channel,
      state: isGathered(way) ? "held" : "waiting",
    })),
  );
  if (rows.length > 0) await db.query(statement("deliveries-insert", deliveriesSql, [JSON.stringify(rows)]));
}

const insertSql = `
insert into notification (id, cause, kind, recipient, principal_id, thread, content, created_at, read_at)
select id, cause, kind, recipient, principal_id, thread, content, created_at, read_at
from jsonb_to_recordset($1::jsonb) as n(id text, cause text, kind text, recipient text, principal_id text, thread text, content jsonb,
  created_at timestamptz, read_at timestamptz)
on conflict (cause, kind, recipient) do nothing returning id`;

const deliveriesSql = `
insert into notification_delivery (notification_id, channel, state)
select notification_id, channel, state
from jsonb_to_recordset($1::jsonb) as d(notification_id text, channel text, state delivery_state)`;
