import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { SourceConfig } from "@/lib/config/config";
import { actorOf, type Context, systemContext } from "@/lib/context/context";
import { listenForChanges } from "@/lib/db/changes";
import { createReader } from "@/lib/declarations/reader-pool";
import type { Principal } from "@/lib/principals/principal";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { closeRuntime, createRuntime, type Runtime } from "@/lib/runtime/runtime";
import { getService, listServices } from "@/lib/services/queries";
import { openSource } from "@/lib/sources/open-source";
import { readSnapshot } from "@/lib/sources/read-source";
import type { OpenSource } from "@/lib/sources/source";
import { syncSource } from "@/lib/sources/sync-source";
import { nameOf, type Revision, removeFiles, writeFiles } from "./declared-files";
import { observe } from "./observe";
import { type Figure, percentile } from "./report";
import { createWorld, issuer, type World } from "./world";

const files = 2_000;
const calls = 200;

/** A folder of 2,000 Applications that declare 10,000 services: followed, changed, and searched in. */
export async function benchCatalogue(adminUrl: string): Promise<Figure[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "daypass-bench-"));
  const world = await createWorld(adminUrl);
  const source: SourceConfig = {
    kind: "folder",
    name: "many",
    path: folder,
    declares: ["*"],
    whenGone: "end",
  };
  const runtime = createRuntime(
    { ...world.runtime.config, sources: [source] },
    { logLevel: "silent", reader: createReader() },
  );
  const open = openSource(source, runtime);
  try {
    const syncs = await benchSyncs({ world, runtime, source, open, folder });
    return [...syncs, ...(await benchLists(runtime))];
  } finally {
    await open.close();
    await closeRuntime(runtime);
    await world.close();
    await rm(folder, { recursive: true });
  }
}

interface Followed {
  world: World;
  runtime: Runtime;
  source: SourceConfig;
  open: OpenSource;
  folder: string;
}

async function benchSyncs(followed: Followed): Promise<Figure[]> {
  const all = Array.from({ length: files }, (_, index) => index);
  const changed = all.slice(100, 300);
  const kinds: Revision[] = ["narrower", "wider", "both"];
  const { folder, world } = followed;

  await writeFiles(folder, all, () => "first");
  const figures = await reading(followed);
  figures.push(...(await sync(followed, "first sync", "<= 30")));
  await seedUse(world);
  figures.push(...(await sync(followed, "nothing changed", "<= 1.5")));
  await writeFiles(folder, [7], () => "both");
  figures.push(...(await sync(followed, "1 file changed", "<= 2")));
  await writeFiles(folder, changed, (file) => kinds[file % kinds.length] ?? "both");
  figures.push(...(await sync(followed, "200 files changed")));
  await removeFiles(folder, all.slice(-100));
  figures.push(...(await sync(followed, "100 files gone")));
  return figures;
}

/** The files alone, without what is made of them. */
async function reading({ runtime, source, open }: Followed): Promise<Figure[]> {
  const started = performance.now();
  const snapshot = await open.read();
  if (snapshot) await readSnapshot(snapshot, source, runtime);
  return [{ name: "files read", value: (files * 1000) / (performance.now() - started), unit: "/s" }];
}

/** One sync, and what the rest of the process and of the database feel of it. */
async function sync({ runtime, source, open }: Followed, name: string, target?: string): Promise<Figure[]> {
  let told = 0;
  const listener = await listenForChanges(runtime, () => {
    told += 1;
  });
  const observed = await observe(runtime, `${nameOf(105)}/${nameOf(105)}/ledger-api`, () =>
    syncSource(systemContext(runtime, "bench"), source, open),
  );
  await listener.close();
  const { result, seconds, cpuSeconds, rssMb, heapMb, loopP99Ms, loopMaxMs, longestHoldMs } = observed;
  const errors = result.problems.filter((problem) => problem.severity === "error");
  if (errors[0]) throw new Error(`${errors.length} errors, the first: ${JSON.stringify(errors[0])}`);
  return [
    { name, value: seconds, unit: "s", ...(target ? { target } : {}) },
    { name: "  processor time of the process", value: cpuSeconds, unit: "s" },
    { name: "  published, withdrawn", value: result.published + result.withdrawn, unit: "services" },
    { name: "  notifications", value: told, unit: "" },
    { name: "  growth of the process at its peak", value: rssMb, unit: "MB" },
    { name: "  heap at its peak", value: heapMb, unit: "MB" },
    { name: "  event loop held, p99", value: loopP99Ms, unit: "ms" },
    { name: "  event loop held, longest", value: loopMaxMs, unit: "ms" },
    { name: "  longest wait of somebody who decides", value: longestHoldMs, unit: "ms" },
  ];
}

/** A running grant and a pending request at every fourth service: what narrows has something to act on. */
async function seedUse({ owner, runtime }: World): Promise<void> {
  const people = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      recordSignIn(
        runtime,
        issuer,
        { sub: `user-${index}`, groups: ["engineering", `team-${index}`] },
        "token-exchange",
      ),
    ),
  );
  const ids = people.map(({ id }) => id);
  for (const [tag, status] of [
    ["held", "approved"],
    ["open", "pending"],
  ]) {
    await owner.query(
      `insert into access_request (id, service_id, declaration_id, role, environment, requester_id, status, justification, duration_seconds, effective_duration_seconds, approver_refs, pending_until, closed_at)
       select 'req_${tag}_' || n, id, declaration_id, $3, 'staging', ($1::text[])[1 + n % 20], $2::request_status, 'bench', 28800, 28800, owners, now() + interval '1 day', case when $2 <> 'pending' then now() end
       from (select id, declaration_id, owners, row_number() over (order by ref) as n from service where source_name = 'many') s where n % 4 = 0`,
      [ids, status, "reader"],
    );
  }
  await owner.query(
    `insert into access_grant (id, request_id, principal_id, service_id, declaration_id, role, environment, scopes, status, starts_at, ends_at)
     select 'grt_' || id, id, requester_id, service_id, declaration_id, role, environment, '{a:read}', 'active', now(), now() + interval '8 hours'
     from access_request where id like 'req_held_%'`,
  );
  await owner.query("vacuum analyze");
}

async function benchLists(runtime: Runtime): Promise<Figure[]> {
  const groups = ["engineering", "team-42", "guild-7"];
  const reader = await recordSignIn(runtime, issuer, { sub: "reader", groups }, "token-exchange");
  const ctx = contextOf(runtime, reader);
  const word = (turn: number) => `app-${String(100 + ((turn * 37) % 1_700)).padStart(4, "0")}`;
  return [
    ...(await times("catalogue, first page", () => listServices(ctx, {}))),
    ...(await times("search, one Application", (turn) => listServices(ctx, { q: word(turn) }), "<= 25")),
    ...(await times(
      "search, every second word",
      (turn) => listServices(ctx, { q: turn % 2 ? "ledger pro" : "team 4" }),
      "<= 25",
    )),
    ...(await times("what may be asked for", () => listServices(ctx, { requestable: "true" }))),
    ...(await times("what may be asked for, searched", (turn) =>
      listServices(ctx, { requestable: "true", q: `guild ${word(turn)}` }),
    )),
    ...(await times("what is owned", () => listServices(ctx, { owned: "true" }))),
    ...(await times("one service", (turn) => getService(ctx, `${word(turn)}/${word(turn)}/orders-api`))),
  ];
}

const contextOf = (runtime: Runtime, principal: Principal): Context => ({
  runtime,
  actor: actorOf(principal),
  requestId: "bench",
});

async function times(
  name: string,
  call: (turn: number) => Promise<unknown>,
  target?: string,
): Promise<Figure[]> {
  for (let turn = 0; turn < 10; turn++) await call(turn);
  const taken: number[] = [];
  for (let turn = 0; turn < calls; turn++) {
    const started = performance.now();
    await call(turn);
    taken.push(performance.now() - started);
  }
  return [
    { name: `${name}, p50`, value: percentile(taken, 50), unit: "ms" },
    { name: `${name}, p95`, value: percentile(taken, 95), unit: "ms", ...(target ? { target } : {}) },
  ];
}
