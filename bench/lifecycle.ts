import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { newId } from "@/lib/db/ids";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { apiTokenOf, type RunningApi } from "./api";
import { type Figure, interleave, rate } from "./report";
import { issuer, serviceRef, type World } from "./world";

const lanes = 16;
/** Enough people that none of them comes to hold hundreds of grants. */
const people = 400;

/**
 * B4: request -> approve -> grant through the REST API, next to pgbench with the same writes on the same server. Every
 * cycle has a requester of its own, as one person may have one pending request for a role.
 */
export async function benchLifecycle(world: World, api: RunningApi): Promise<Figure[]> {
  const owner = await recordSignIn(
    world.runtime,
    issuer,
    { sub: "owner", groups: ["owners"] },
    "token-exchange",
  );
  const ownerToken = await apiTokenOf(world, owner);
  const askers = await Promise.all(
    Array.from({ length: people }, async (_, index) =>
      apiTokenOf(
        world,
        await recordSignIn(
          world.runtime,
          issuer,
          { sub: `asker-${index}`, groups: ["people"] },
          "token-exchange",
        ),
      ),
    ),
  );
  let next = 0;
  const cycle = async () => {
    const asker = askers[next++ % people] ?? "";
    const body = { service: serviceRef, role: "reader", durationSeconds: 3600, justification: "bench" };
    const asked = await api.post("/api/v1/requests", asker, body);
    await api.post(`/api/v1/requests/${asked.id}/decisions`, ownerToken, { verdict: "approve" });
  };
  const pgbench = await pgbenchWith(world, owner.id);
  const rates = await interleave(
    { ours: (ms) => rate(ms, lanes, cycle), pgbench: pgbench ?? (() => Number.NaN) },
    4,
    1_500,
  );
  const against = pgbench ? { ratio: rates.ours / rates.pgbench, against: "pgbench" } : {};
  return [
    {
      name: "request, approval and grant through REST",
      value: rates.ours,
      unit: "cycles/s",
      ...against,
      target: ">= 0.50",
    },
    ...(pgbench
      ? [{ name: "pgbench with the same statements", value: rates.pgbench, unit: "cycles/s" }]
      : []),
  ];
}

/** Null where this machine has no pgbench. */
async function pgbenchWith(world: World, ownerId: string): Promise<((ms: number) => Promise<number>) | null> {
  const url = new URL(world.runtime.config.databaseUrl);
  const available = await run("pgbench", ["--version"], {}).catch(() => null);
  if (!available) return null;
  await world.owner.query("create sequence bench_cycle");
  await world.owner.query(
    `insert into principal (id, kind, issuer, subject, name, groups) select 'prn_bench_' || i, 'user', $1, 'bench-' || i, 'Bench', '{group:default/people}' from generate_series(1, 200000) i`,
    [issuer.issuer],
  );
  await world.owner.query("vacuum analyze principal");
  const script = scriptFor(world, ownerId);
  return async (ms) => {
    const folder = await mkdtemp(path.join(tmpdir(), "bench-"));
    const file = path.join(folder, "cycle.sql");
    await writeFile(file, script);
    const seconds = Math.max(1, Math.round(ms / 1000));
    const args = [
      "-n",
      "-M",
      "prepared",
      "-c",
      String(lanes),
      "-j",
      "2",
      "-T",
      String(seconds),
      "-f",
      file,
      "-h",
      url.hostname,
      "-p",
      url.port,
      "-U",
      url.username,
      url.pathname.slice(1),
    ];
    const output = await run("pgbench", args, { PGPASSWORD: url.password });
    await rm(folder, { recursive: true });
    const tps = /tps = ([\d.]+)/.exec(output)?.[1];
    if (!tps) throw new Error(`pgbench gave no rate:\n${output}`);
    return Number(tps);
  };
}

/** The rows that one cycle writes, in its two transactions. pgbench takes a colon in a text for one of its variables. */
function scriptFor(world: World, ownerId: string): string {
  const tag = newId("req").slice(-8);
  const audit = (id: string, action: string) =>
    `insert into audit_event (id, at, actor_name, action, outcome, service, subject, request_id, entry) values ('evt_${tag}_${id}_' || :n, now(), 'bench', '${action}', 'success', '${serviceRef}', 'prn_bench_' || :n, 'req_${tag}_' || :n, json_build_object('detail', repeat('x', 280))::text);`;
  return `select nextval('bench_cycle') as n \\gset
begin;
insert into access_request (id, service_id, declaration_id, role, requester_id, justification, duration_seconds, effective_duration_seconds, approver_refs, pending_until)
values ('req_${tag}_' || :n, '${world.serviceId}', '${world.declarationId}', 'reader', 'prn_bench_' || :n, 'bench', 3600, 3600, array['group' || chr(58) || 'default/owners'], now() + interval '1 day');
${audit("a", "request.created")}
commit;
begin;
select 1 from access_request where id = 'req_${tag}_' || :n for update;
insert into decision (id, request_id, stage, approver_id, verdict) values ('dec_${tag}_' || :n, 'req_${tag}_' || :n, 0, '${ownerId}', 'approve');
update access_request set status = 'approved', closed_at = now() where id = 'req_${tag}_' || :n;
insert into access_grant (id, request_id, principal_id, service_id, declaration_id, role, scopes, status, starts_at, ends_at)
values ('grt_${tag}_' || :n, 'req_${tag}_' || :n, 'prn_bench_' || :n, '${world.serviceId}', '${world.declarationId}', 'reader', array['bench' || chr(58) || 'read'], 'active', now(), now() + interval '1 hour');
${audit("b", "decision.made")}
${audit("c", "request.approved")}
${audit("d", "grant.activated")}
commit;
`;
}

function run(command: string, args: string[], env: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, ...env } });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve(output) : reject(new Error(output))));
  });
}
