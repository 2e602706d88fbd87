import { setTimeout as sleep } from "node:timers/promises";
import { Logger, run, runMigrations } from "graphile-worker";
import PgBoss from "pg-boss";
import { newId } from "@/lib/db/ids";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { startWorker } from "@/lib/worker/worker";
import { type Figure, percentile } from "./report";
import { issuer, seedGrants, type World } from "./world";

const ends = 1_000;
const apartMs = 8;
const leadMs = 2_000;
/** What polls every two seconds is given the time for it. */
const patienceMs = leadMs + ends * apartMs + 3_000;

/** B6: how late the end of 1,000 grants over eight seconds is marked, next to job runners as they come and to a bare timer. */
export async function benchExpireLateness(world: World): Promise<Figure[]> {
  const ours = await expiries(world);
  const [graphile, boss, timer] = await Promise.all([graphileWorker(world), pgBoss(world), timers()]);
  const peers = Math.min(percentile(graphile, 99), percentile(boss, 99));
  return [
    { name: "marked, p50", value: percentile(ours, 50), unit: "ms", target: "<= 10" },
    {
      name: "marked, p99",
      value: percentile(ours, 99),
      unit: "ms",
      ratio: percentile(ours, 99) / peers,
      against: "the better job runner",
      target: "<= 100, <= 0.10 x",
    },
    { name: "marked before their end", value: ours.filter((ms) => ms < 0).length, unit: "", target: "0" },
    { name: "never marked", value: ends - ours.length, unit: "", target: "0" },
    ...spread("graphile-worker", graphile),
    ...spread("pg-boss, a thousand at a time", boss),
    ...spread("bare timer", timer),
  ];
}

const spread = (name: string, late: number[]): Figure[] => [
  { name: `${name}, p50`, value: percentile(late, 50), unit: "ms" },
  { name: `${name}, p99`, value: percentile(late, 99), unit: "ms" },
];

async function expiries(world: World): Promise<number[]> {
  const holder = await recordSignIn(world.runtime, issuer, { sub: newId("prn") }, "token-exchange");
  await seedGrants(world, holder.id, ends, `interval '${leadMs} ms' + i * interval '${apartMs} ms'`);
  const worker = await startWorker(world.runtime);
  await sleep(patienceMs);
  await worker.stop();
  const { rows } = await world.owner.query<{ ms: number }>(
    `select extract(epoch from e.at - g.ends_at)::float8 * 1000 as ms from audit_event e join access_grant g on g.id = e.grant_id
     where e.action = 'grant.expired' and g.principal_id = $1`,
    [holder.id],
  );
  return rows.map(({ ms }) => ms);
}

const dueTimes = () => Array.from({ length: ends }, (_, index) => Date.now() + leadMs + index * apartMs);

async function graphileWorker(world: World): Promise<number[]> {
  const connection = { connectionString: world.ownerUrl, logger: new Logger(() => () => {}) };
  await runMigrations(connection);
  const late: number[] = [];
  const runner = await run({
    ...connection,
    noHandleSignals: true,
    taskList: {
      end: (payload) => {
        late.push(Date.now() - (payload as { due: number }).due);
      },
    },
  });
  const due = dueTimes();
  await world.owner.query(
    `select graphile_worker.add_job('end', json_build_object('due', due), run_at := to_timestamp(due / 1000.0)) from unnest($1::float8[]) due`,
    [due],
  );
  await sleep(patienceMs);
  await runner.stop();
  return late;
}

/** By default it takes one job every two seconds: it would never be done. */
async function pgBoss(world: World): Promise<number[]> {
  const boss = new PgBoss(world.ownerUrl);
  await boss.start();
  await boss.createQueue("end");
  const late: number[] = [];
  await boss.work<{ due: number }>("end", { batchSize: 1_000 }, async (jobs) => {
    for (const { data } of jobs) late.push(Date.now() - data.due);
  });
  await boss.insert(
    dueTimes().map((due) => ({ name: "end", data: { due }, startAfter: new Date(due).toISOString() })),
  );
  await sleep(patienceMs);
  await boss.stop({ graceful: false });
  return late;
}

async function timers(): Promise<number[]> {
  const late: number[] = [];
  for (const due of dueTimes()) setTimeout(() => late.push(Date.now() - due), due - Date.now());
  await sleep(patienceMs);
  return late;
}
