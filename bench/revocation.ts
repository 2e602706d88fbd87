import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { actorOf, systemContext } from "@/lib/context/context";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import type { Principal } from "@/lib/principals/principal";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { createCredential } from "@/lib/services/credentials";
import { issueServiceToken } from "@/lib/tokens/issue-service-token";
import { ensureSigningKey } from "@/lib/tokens/keys";
import { freePort } from "./free-port";
import { type Figure, percentile } from "./report";
import {
  type Contestant,
  type Credential,
  fastApi,
  forwardAuth,
  maxStalenessMs,
  nodeCut,
  nodePush,
  nodeStatusList,
} from "./verifying-services";
import { createWorld, issuer, seedGrants, serviceRef, type World } from "./world";

const revocations = 200;
const revokeEveryMs = 40;
const checksInSecond = 500;
const mostAtOnce = 100;
const subscribers = 100;

/**
 * From the answer to a revocation to the first call that is refused: 200 revocations under 500 checks a second, with 100
 * services that listen. Afterwards no ended token is accepted any more: that is counted, and must be none.
 */
export async function benchRevocation(adminUrl: string): Promise<Figure[]> {
  const baseUrl = `http://127.0.0.1:${await freePort()}`;
  const world = await createWorld(adminUrl, 20, baseUrl);
  await ensureSigningKey(world.runtime);
  const daypass = fork(path.join(import.meta.dirname, "daypass-process.mjs"), [
    world.runtime.config.databaseUrl,
    baseUrl,
  ]);
  await once(daypass, "message");
  const credential = await createCredential(systemContext(world.runtime, "bench"), serviceRef, {
    label: "bench",
  });
  const listening = await openSubscribers(baseUrl, credential);
  try {
    const figures: Figure[] = [];
    for (const make of [nodePush, fastApi, nodeStatusList, nodeCut, forwardAuth]) {
      const contestant = await make(baseUrl, credential);
      if (!contestant) continue;
      figures.push(...(await measure(world, contestant)));
      await contestant.close();
    }
    return figures;
  } finally {
    listening.abort();
    daypass.disconnect();
    await once(daypass, "exit");
    await world.close();
  }
}

async function measure(world: World, { name, target, check, before }: Contestant): Promise<Figure[]> {
  const tokens = await mintTokens(world);
  for (const { token } of tokens) if (!(await check(token))) throw new Error(`${name} refuses a live token`);
  const ended = new Map<string, number>();
  let lateAccepts = 0;
  let checks = 0;
  let turn = 0;
  const judge = async (token: string) => {
    const at = performance.now();
    const isAccepted = await check(token);
    const since = ended.get(token);
    if (isAccepted && since !== undefined && at - since > maxStalenessMs) lateAccepts += 1;
    checks += 1;
    return isAccepted;
  };
  const running = new Set<Promise<unknown>>();
  // Several at a time: a timer of Node.js is not exact enough for one each two milliseconds. What cannot keep up is not buried.
  const load = setInterval(() => {
    for (let index = 0; index < checksInSecond / 50 && running.size < mostAtOnce; index++) {
      const judged = judge(tokens[turn++ % tokens.length]?.token ?? "").finally(() => running.delete(judged));
      running.add(judged);
    }
  }, 20);
  before?.();
  const startedAt = performance.now();
  const delays: Promise<number>[] = [];
  for (const { token, grantId } of tokens) {
    await sleep(Math.max(0, startedAt + delays.length * revokeEveryMs - performance.now()));
    await revokeGrant(systemContext(world.runtime, "bench"), grantId, { reason: "bench" });
    const at = performance.now();
    ended.set(token, at);
    delays.push(untilRefused(token, at, judge));
  }
  const all = await Promise.all(delays);
  await sleep(1_500);
  clearInterval(load);
  await Promise.all(running);
  const seconds = (performance.now() - startedAt) / 1000;
  return [
    { name: `${name}, p50`, value: percentile(all, 50), unit: "ms" },
    { name: `${name}, p99`, value: percentile(all, 99), unit: "ms", ...(target ? { target } : {}) },
    { name: `${name}, longest`, value: Math.max(...all), unit: "ms" },
    { name: `${name}, accepted too late`, value: lateAccepts, unit: "", target: "0" },
    { name: `${name}, checks`, value: checks / seconds, unit: "/s" },
  ];
}

async function untilRefused(
  token: string,
  since: number,
  judge: (token: string) => Promise<boolean>,
): Promise<number> {
  while (await judge(token)) await sleep(1);
  return performance.now() - since;
}

/** As many tokens as are revoked, each of a grant of its own. */
async function mintTokens(world: World): Promise<{ token: string; grantId: string }[]> {
  const holder: Principal = await recordSignIn(
    world.runtime,
    issuer,
    { sub: `holder-${performance.now()}`, groups: ["people"] },
    "token-exchange",
  );
  await seedGrants(world, holder.id, revocations, "interval '1 hour'");
  const { rows } = await world.owner.query<{ id: string }>(
    "select id from access_grant where principal_id = $1",
    [holder.id],
  );
  const ctx = { runtime: world.runtime, actor: actorOf(holder), requestId: "bench" };
  const minted = [];
  for (const { id: grantId } of rows)
    minted.push({ grantId, token: (await issueServiceToken(ctx, { audience: serviceRef, grantId })).token });
  return minted;
}

/** Services that listen and do nothing else. */
async function openSubscribers(baseUrl: string, { id, secret }: Credential): Promise<AbortController> {
  const abort = new AbortController();
  const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
  const open = async () => {
    const response = await fetch(`${baseUrl}/oauth/revocations?beat=1000`, {
      headers: { authorization },
      signal: abort.signal,
    });
    if (!response.ok || !response.body) throw new Error(`a subscriber was answered ${response.status}`);
    void drain(response.body).catch(() => {});
  };
  await Promise.all(Array.from({ length: subscribers - 1 }, open));
  return abort;
}

async function drain(body: NonNullable<Response["body"]>): Promise<void> {
  for await (const _ of body);
}
