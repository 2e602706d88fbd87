import { setTimeout as sleep } from "node:timers/promises";
import { testConfig } from "@/lib/config/test-config";
import { contextOf, declare } from "@/lib/db/test-world";
import { peerNames, signInReachable, startTestPeers } from "@/lib/notifications/test-peers";
import { replayMessages } from "@/lib/outbox/replay-messages";
import { prepareFireProcesses } from "@/lib/outbox/test-fire-processes";
import type { Reckoning } from "@/lib/outbox/test-reckoning";
import type { Weather } from "@/lib/outbox/test-weather";
import { closeRuntime, createRuntime, type Runtime } from "@/lib/runtime/runtime";
import type { Figure } from "./report";
import { startStories } from "./stories";
import type { World } from "./world";

const minuteMs = 60_000;
const weathers: Weather[] = ["down", "slow", "error", "cut", "down"];
const killEveryMs = 5_000;
const askEveryMs = 500;
/** In the minutes in which peers answer and refuse: as if these messages had failed for a day. */
const agedPerChannel = 5;
const mostAttempts = 32;

/**
 * Five real minutes of a webhook receiver, a mail server, Slack and Teams that all fail in every way at once, while people ask
 * and decide and processes are killed; then fine. What was given up meanwhile an admin replays.
 */
export async function benchOutbox(world: World): Promise<Figure[]> {
  const peers = await startTestPeers();
  const { databaseUrl } = world.runtime.config;
  const runtime = createRuntime(testConfig({ databaseUrl, ...peers.config }), { logLevel: "silent" });
  const processes = await prepareFireProcesses({ databaseUrl, ...peers.config });
  await declare(runtime);
  const stories = await startStories(runtime);
  const setWeather = (weather: Weather) => {
    for (const name of peerNames) peers.weather(name, weather);
  };

  let killed = 0;
  let victim = await processes.start();
  await processes.start();
  for (const [minute, weather] of weathers.entries()) {
    setWeather(weather);
    const until = Date.now() + minuteMs;
    for (let nextKill = Date.now() + killEveryMs; Date.now() < until; await sleep(askEveryMs)) {
      stories.begin();
      if (Date.now() < nextKill) continue;
      nextKill += killEveryMs;
      await processes.kill(victim);
      killed += 1;
      victim = await processes.start();
      if (weather === "error") await age(runtime);
    }
    console.log(`  minute ${minute + 1} of 5 was "${weather}"`);
  }
  await stories.end();
  setWeather("fine");
  const fineAt = new Date();
  const givenUp = await listGivenUp(runtime);
  const admin = contextOf(runtime, await signInReachable(runtime, "parker", "platform"));
  const replayed = new Map<string, number>();
  for (const name of peerNames) replayed.set(name, (await replayMessages(admin, name, {})).replayed);
  // Whoever gets many questions gets the rest of them in one mail, ten minutes later.
  for (const end = Date.now() + 15 * minuteMs; (await countWaiting(runtime)) > 0 && Date.now() < end; )
    await sleep(500);
  const caughtUp = await secondsUntilLast(runtime, fineAt);
  await processes.killAll();
  const reckonings = await peers.reckon(runtime.pool, new Set(givenUp.map(({ line }) => line)));
  await peers.close();
  await closeRuntime(runtime);

  const perChannel = peerNames.flatMap((name) => [
    ...figuresOf(name, reckonings[name]),
    {
      name: `${name}: given up meanwhile`,
      value: givenUp.filter(({ destination }) => destination === name).length,
      unit: "messages",
    },
    {
      name: `${name}: replayed, with what waited after failing`,
      value: replayed.get(name) ?? 0,
      unit: "messages",
    },
    { name: `${name}: last one after all was well again`, value: caughtUp.get(name) ?? 0, unit: "s" },
  ]);
  return [
    { name: "requests in five minutes of failures", value: stories.begun, unit: "requests" },
    { name: "processes killed meanwhile", value: killed, unit: "SIGKILLs" },
    ...perChannel,
    { name: "mail: last digest after all was well again", value: caughtUp.get("digest") ?? 0, unit: "s" },
  ];
}

function figuresOf(name: string, reckoning: Reckoning): Figure[] {
  for (const kind of ["lost", "unexpected", "outOfOrder"] as const)
    for (const what of reckoning[kind].slice(0, 5)) console.error(`  ${name}, ${kind}: ${what}`);
  return [
    { name: `${name}: expected`, value: reckoning.expected, unit: "messages" },
    { name: `${name}: settled before they were sent`, value: reckoning.settled, unit: "messages" },
    { name: `${name}: delivered`, value: reckoning.delivered, unit: "messages" },
    { name: `${name}: lost`, value: reckoning.lost.length, unit: "messages", target: "0" },
    {
      name: `${name}: out of order`,
      value: reckoning.outOfOrder.length,
      unit: "requests and recipients",
      target: "0",
    },
    {
      name: `${name}: came and nobody was to get it`,
      value: reckoning.unexpected.length,
      unit: "messages",
      target: "0",
    },
    { name: `${name}: delivered again`, value: reckoning.duplicates, unit: "messages" },
  ];
}

/** Lets some that failed stand before their last attempt. */
async function age({ pool }: Runtime): Promise<void> {
  await pool.query(
    `update outbox_message m set attempts = $1, next_attempt_at = now() + interval '1 second' from (
       select position, row_number() over (partition by destination order by position) as number from outbox_message
       where delivered_at is null and last_error is not null and next_attempt_at > now() + interval '2 seconds'
         and tried_at < now() - interval '20 seconds' and destination = any($2)) old
     where m.position = old.position and old.number <= $3
       and (select count(*) from outbox_message given where given.destination = m.destination and given.failed_at is not null) < $3`,
    [mostAttempts - 1, peerNames, agedPerChannel],
  );
}

async function listGivenUp({ pool }: Runtime): Promise<{ destination: string; line: string }[]> {
  const { rows } = await pool.query<{ destination: string; line: string }>(
    "select destination, subject as line from outbox_message where failed_at is not null",
  );
  return rows;
}

async function countWaiting({ pool }: Runtime): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    "select count(*)::int as count from outbox_message where delivered_at is null",
  );
  return rows[0]?.count ?? 0;
}

/** By destination, digests by themselves. */
async function secondsUntilLast({ pool }: Runtime, from: Date): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ name: string; seconds: number }>(
    `select case type when 'digest' then 'digest' else destination end as name,
       extract(epoch from max(delivered_at) - $1)::float8 as seconds from outbox_message group by 1`,
    [from],
  );
  return new Map(rows.map(({ name, seconds }) => [name, seconds]));
}
