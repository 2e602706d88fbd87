import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inflateSync } from "node:zlib";
import { actorOf, systemContext } from "@/lib/context/context";
import { newId } from "@/lib/db/ids";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { createCredential } from "@/lib/services/credentials";
import { issueServiceToken } from "@/lib/tokens/issue-service-token";
import { freePort } from "./free-port";
import { type Listeners, openListeners } from "./listeners";
import { type Figure, median, percentile } from "./report";
import { issuer, seedGrants, serviceRef, type World } from "./world";

const revocations = 60;
const listed = 30;
const pauseMs = 20;
const crowds = [
  { count: 2, target: undefined },
  { count: 100, target: "<= 35" },
  { count: 1_000, target: "<= 180" },
];

/**
 * B7: from the beginning of a revocation until the last of many streams, at two servers, was told; in turn with a bare NOTIFY
 * that two bare servers write to as many streams. And when the status lists of both servers say it.
 */
export async function benchRevokePush(world: World): Promise<Figure[]> {
  const { databaseUrl } = world.runtime.config;
  const ours = await Promise.all([startDaypass(databaseUrl), startDaypass(databaseUrl)]);
  const bare = await Promise.all([startBare(databaseUrl), startBare(databaseUrl)]);
  await world.owner.query("create table bench_push (grant_id text)");
  try {
    const figures: Figure[] = [];
    for (const { count, target } of crowds) {
      const { pushed, limit } = await race(world, ours, bare, count);
      figures.push(
        {
          name: `${count} streams, the last one, p50`,
          value: median(pushed),
          unit: "ms",
          ratio: median(pushed) / median(limit),
          against: "bare NOTIFY and streams",
          target: "<= 2.0",
        },
        {
          name: `${count} streams, the last one, p99`,
          value: percentile(pushed, 99),
          unit: "ms",
          ratio: percentile(pushed, 99) / percentile(limit, 99),
          against: "bare NOTIFY and streams",
          ...(target && { target }),
        },
      );
    }
    const late = await listLateness(world, ours);
    figures.push({
      name: "both status lists say it, p99",
      value: percentile(late, 99),
      unit: "ms",
      target: "<= 1,000",
    });
    return figures;
  } finally {
    for (const { child } of [...ours, ...bare]) child.disconnect();
  }
}

interface Server {
  child: ChildProcess;
  url: string;
}

async function startDaypass(databaseUrl: string): Promise<Server> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = fork(path.join(import.meta.dirname, "daypass-process.mjs"), [databaseUrl, url]);
  await once(child, "message");
  return { child, url };
}

async function startBare(databaseUrl: string): Promise<Server> {
  const child = fork(path.join(import.meta.dirname, "bare-push-process.mjs"), [databaseUrl]);
  const [port] = (await once(child, "message")) as [number];
  return { child, url: `http://127.0.0.1:${port}` };
}

/** Milliseconds of each revocation, ours and bare, taken in turn. */
async function race(
  world: World,
  ours: Server[],
  bare: Server[],
  count: number,
): Promise<Record<"pushed" | "limit", number[]>> {
  const { grants } = await holderOf(world, revocations);
  const ctx = systemContext(world.runtime, "bench");
  const { id, secret } = await createCredential(ctx, serviceRef, { label: "bench" });
  const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
  const streams = ours.map(({ url }) => `${url}/oauth/revocations?beat=1000`);
  const told = await openListeners(streams, count, { authorization });
  const bareTold = await openListeners(
    bare.map(({ url }) => url),
    count,
  );
  const time = async (listeners: Listeners, grantId: string, revoke: () => Promise<unknown>) => {
    const all = listeners.allHear(grantId);
    const started = performance.now();
    await Promise.all([revoke(), all]);
    const ms = performance.now() - started;
    await sleep(pauseMs);
    return ms;
  };
  const times = { pushed: [] as number[], limit: [] as number[] };
  for (const grantId of grants) {
    times.pushed.push(await time(told, grantId, () => revokeGrant(ctx, grantId, { reason: "bench" })));
    times.limit.push(await time(bareTold, grantId, () => world.owner.query(bareRevocation, [grantId])));
  }
  told.close();
  bareTold.close();
  return times;
}

const bareRevocation =
  "with kept as (insert into bench_push values ($1)) select pg_notify('bench_push', $1::text)";

/** From the answer to a revocation until the status lists of all servers say it, asked for without a pause. */
async function listLateness(world: World, servers: Server[]): Promise<number[]> {
  const { holder, grants } = await holderOf(world, listed);
  const ctx = { runtime: world.runtime, actor: actorOf(holder), requestId: "bench" };
  const late: number[] = [];
  for (const grantId of grants) {
    const { token } = await issueServiceToken(ctx, { audience: serviceRef, grantId });
    const { idx, uri } = claimsOf(token).status.status_list;
    await revokeGrant(systemContext(world.runtime, "bench"), grantId, { reason: "bench" });
    const started = performance.now();
    await Promise.all(
      servers.map(async ({ url }) => {
        while (!(await isDead(`${url}${new URL(uri).pathname}`, idx)));
      }),
    );
    late.push(performance.now() - started);
  }
  return late;
}

async function isDead(address: string, idx: number): Promise<boolean> {
  const { lst } = claimsOf(await (await fetch(address)).text()).status_list;
  const bits = inflateSync(Buffer.from(lst, "base64url"));
  return (((bits[idx >> 3] ?? 0) >> (idx & 7)) & 1) === 1;
}

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));

async function holderOf(world: World, count: number) {
  const holder = await recordSignIn(
    world.runtime,
    issuer,
    { sub: newId("prn"), groups: ["people"] },
    "token-exchange",
  );
  await seedGrants(world, holder.id, count, "interval '1 hour'");
  const { rows } = await world.owner.query<{ id: string }>(
    "select id from access_grant where principal_id = $1",
    [holder.id],
  );
  return { holder, grants: rows.map(({ id }) => id) };
}
