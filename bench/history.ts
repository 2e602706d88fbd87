import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { FolderSourceConfig } from "@/lib/config/config";
import { actorOf, type Context } from "@/lib/context/context";
import { createReader } from "@/lib/declarations/reader-pool";
import { getInsight } from "@/lib/insight/get-insight";
import { writeApplications } from "@/lib/made-up/command";
import { makeHistory } from "@/lib/made-up/make-history";
import type { Principal } from "@/lib/principals/principal";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { getRequest, listRequests } from "@/lib/requests/queries";
import { closeRuntime, createRuntime } from "@/lib/runtime/runtime";
import { type Figure, percentile } from "./report";
import { startWholeServer, type WholeServer } from "./whole-server";
import { createWorld, issuer } from "./world";

const personas = [
  { id: "olivia", name: "Olivia", groups: ["engineering", "orders-team"] },
  { id: "sam", name: "Sam", groups: ["security"] },
];

interface Readers {
  /** Somebody with much in their inbox. */
  security: Context;
  auditor: Context;
  owner: Context;
  requests: string[];
}

/**
 * What inbox, request and insight take on a made-up year of 50 services, 400 people and 20,000 requests: as functions, and
 * as pages and API of a running server, for one reader and for eight at once.
 */
export async function benchHistory(adminUrl: string): Promise<Figure[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "daypass-bench-"));
  const company = path.join(folder, "company");
  const world = await createWorld(adminUrl);
  const source: FolderSourceConfig = {
    kind: "folder",
    name: "company",
    path: company,
    declares: ["*"],
    whenGone: "end",
  };
  const config = { ...world.runtime.config, sources: [source] };
  const runtime = createRuntime(config, { logLevel: "silent", reader: createReader() });
  try {
    await mkdir(company);
    writeApplications(company, 50);
    const size = { people: 400, requests: 20_000, days: 365 };
    await makeHistory(runtime, { seed: "bench", issuer, source, personas, ...size, intoOthers: true });
    await world.owner.query("vacuum analyze");
    const as = async (sub: string, groups: string[]): Promise<Context> => ({
      runtime,
      actor: actorOf(await recordSignIn(runtime, issuer, { sub, groups }, "token-exchange")),
      requestId: "bench",
    });
    const security = await as("sam", ["security"]);
    const auditor = await as("auditor", ["audit"]);
    const owner = await as("olivia", ["engineering", "orders-team"]);
    const { items } = await listRequests(security, { decidable: "true", limit: "50" });
    const readers = { security, auditor, owner, requests: items.map(({ id }) => id) };
    const functions = await benchFunctions(readers);
    const server = await startWholeServer(config, source, folder);
    try {
      return [...functions, ...(await benchServer(server, readers))];
    } finally {
      await server.close();
    }
  } finally {
    await closeRuntime(runtime);
    await world.close();
    await rm(folder, { recursive: true });
  }
}

const year = () => ({ from: new Date(Date.now() - 365 * 86_400_000).toISOString() });

async function benchFunctions({ security, auditor, owner, requests }: Readers): Promise<Figure[]> {
  return [
    ...(await times("inbox", 150, () => listRequests(security, { decidable: "true" }))),
    ...(await times("request", 150, (turn) => getRequest(security, nth(requests, turn)))),
    ...(await times("insight, 90 days", 300, () => getInsight(auditor, {}))),
    ...(await times("insight, a year", 300, () => getInsight(auditor, year()))),
    ...(await times("insight of an owner, a year", 300, () => getInsight(owner, year()))),
  ];
}

async function benchServer(server: WholeServer, { security, auditor, requests }: Readers): Promise<Figure[]> {
  const decider = await server.readerFor(personOf(security));
  const reader = await server.readerFor(personOf(auditor));
  const request = (turn: number) => nth(requests, turn);
  const insight = `/api/v1/insight?${new URLSearchParams(year())}`;
  const figures: Figure[] = [];
  for (const lanes of [1, 8]) {
    const measure = async (name: string, target: number, call: (turn: number) => Promise<unknown>) => {
      figures.push(...(await times(`${name}, ${lanes} at once`, target, call, lanes)));
    };
    await measure("API: inbox", 150, () => decider("/api/v1/requests?decidable=true"));
    await measure("API: request", 150, (turn) => decider(`/api/v1/requests/${request(turn)}`));
    await measure("API: insight, 90 days", 300, () => reader("/api/v1/insight"));
    await measure("API: insight, a year", 300, () => reader(insight));
    await measure("page: home", 150, () => decider("/"));
    await measure("page: inbox", 150, () => decider("/inbox"));
    await measure("page: request", 150, (turn) => decider(`/requests/${request(turn)}`));
    await measure("page: insight, 90 days", 300, () => reader("/insight"));
    await measure("page: insight, a year", 300, () => reader("/insight?period=12m"));
  }
  return figures;
}

const nth = (ids: readonly string[], turn: number) => ids[turn % ids.length] ?? "";

function personOf({ actor }: Context): Principal {
  if (actor.kind === "system") throw new Error("a reader is somebody");
  return actor.principal;
}

/** Times 60 calls, and 160 where several are made at once, after a few that nobody times. */
async function times(
  name: string,
  target: number,
  call: (turn: number) => Promise<unknown>,
  lanes = 1,
): Promise<Figure[]> {
  for (let turn = 0; turn < 5; turn++) await call(turn);
  const taken: number[] = [];
  const lane = async (first: number) => {
    for (let turn = first; turn < (lanes > 1 ? 160 : 60); turn += lanes) {
      const started = performance.now();
      await call(turn);
      taken.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, first) => lane(first)));
  return [
    { name: `${name}, p50`, value: percentile(taken, 50), unit: "ms" },
    { name: `${name}, p95`, value: percentile(taken, 95), unit: "ms", target: `<= ${target}` },
  ];
}
