import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { FolderSourceConfig } from "@/lib/config/config";
import { actorOf, type Context } from "@/lib/context/context";
import { createReader } from "@/lib/declarations/reader-pool";
import { getInsight } from "@/lib/insight/get-insight";
import { writeApplications } from "@/lib/made-up/command";
import { makeHistory } from "@/lib/made-up/make-history";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { getRequest, listRequests } from "@/lib/requests/queries";
import { closeRuntime, createRuntime } from "@/lib/runtime/runtime";
import { type Figure, percentile } from "./report";
import { createWorld, issuer } from "./world";

const calls = 60;
const personas = [
  { id: "olivia", name: "Olivia", groups: ["engineering", "orders-team"] },
  { id: "sam", name: "Sam", groups: ["security"] },
];

/** What inbox, request and insight read on a made-up year: 50 services, 400 people, 20,000 requests. */
export async function benchHistory(adminUrl: string): Promise<Figure[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "daypass-bench-"));
  const world = await createWorld(adminUrl);
  const source: FolderSourceConfig = {
    kind: "folder",
    name: "company",
    path: folder,
    declares: ["*"],
    whenGone: "end",
  };
  const config = { ...world.runtime.config, sources: [source] };
  const runtime = createRuntime(config, { logLevel: "silent", reader: createReader() });
  try {
    writeApplications(folder, 50);
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
    const idOf = (turn: number) => items[turn % items.length]?.id ?? "";
    const year = { from: new Date(Date.now() - 365 * 86_400_000).toISOString() };
    return [
      ...(await times("inbox", "<= 150", () => listRequests(security, { decidable: "true" }))),
      ...(await times("request", "<= 150", (turn) => getRequest(security, idOf(turn)))),
      ...(await times("insight, 90 days", "<= 300", () => getInsight(auditor, {}))),
      ...(await times("insight, a year", "<= 300", () => getInsight(auditor, year))),
      ...(await times("insight of an owner, a year", "<= 300", () => getInsight(owner, year))),
    ];
  } finally {
    await closeRuntime(runtime);
    await world.close();
    await rm(folder, { recursive: true });
  }
}

async function times(
  name: string,
  target: string,
  call: (turn: number) => Promise<unknown>,
): Promise<Figure[]> {
  for (let turn = 0; turn < 5; turn++) await call(turn);
  const taken: number[] = [];
  for (let turn = 0; turn < calls; turn++) {
    const started = performance.now();
    await call(turn);
    taken.push(performance.now() - started);
  }
  return [
    { name: `${name}, p50`, value: percentile(taken, 50), unit: "ms" },
    { name: `${name}, p95`, value: percentile(taken, 95), unit: "ms", target },
  ];
}
