import { listAuditEvents } from "@/lib/audit/queries";
import { actorOf, type Context } from "@/lib/context/context";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { listServices } from "@/lib/services/queries";
import { type Figure, percentile } from "./report";
import { issuer, type World } from "./world";

const sizes = [1_000, 100_000];
const calls = 100;

/** What the catalogue and audit pages read, at two sizes. Flat is the point: the second must look like the first. */
export async function benchPages(world: World): Promise<Figure[]> {
  const auditor = await recordSignIn(
    world.runtime,
    issuer,
    { sub: "auditor", groups: ["audit", "people"] },
    "token-exchange",
  );
  const ctx: Context = { runtime: world.runtime, actor: actorOf(auditor), requestId: "bench" };
  const figures: Figure[] = [];
  for (const size of sizes) {
    await grow(world, size);
    const label = size.toLocaleString("en");
    figures.push(
      ...(await times(`catalogue, first page, ${label} services`, () => listServices(ctx, {}))),
      ...(await times(`catalogue, search, ${label} services`, () => listServices(ctx, { q: "service 77" }))),
      ...(await times(`audit, first page, ${label} events`, () => listAuditEvents(ctx, {}))),
      ...(await times(`audit, by action, ${label} events`, () =>
        listAuditEvents(ctx, { action: "grant.revoked" }),
      )),
    );
  }
  return figures;
}

async function times(name: string, call: () => Promise<unknown>): Promise<Figure[]> {
  for (let index = 0; index < 10; index++) await call();
  const taken: number[] = [];
  for (let index = 0; index < calls; index++) {
    const started = performance.now();
    await call();
    taken.push(performance.now() - started);
  }
  return [
    { name: `${name}, p50`, value: percentile(taken, 50), unit: "ms" },
    { name: `${name}, p95`, value: percentile(taken, 95), unit: "ms" },
  ];
}

/** Fills up to `size` services and events. */
async function grow({ owner }: World, size: number): Promise<void> {
  await owner.query(
    `insert into declaration (id, service_id, version, digest, trait, file, line)
     select d.id || '_' || i, d.service_id, 1 + i, d.digest, d.trait, d.file, d.line from generate_series((select count(*) from service), $1::int - 1) i, (select * from declaration limit 1) d`,
    [size],
  );
  await owner.query(
    `insert into service (id, ref, namespace, application, component, title, owners, source_name, declaration_id)
     select 'svc_bench_' || i, 'bench/app/api-' || i, 'bench', 'app', 'api-' || i, 'Service ' || i, '{group:default/owners}', 'bench', d.id || '_' || i
     from generate_series((select count(*) from service), $1::int - 1) i, (select id from declaration where version = 1 limit 1) d`,
    [size],
  );
  await owner.query(
    `insert into audit_event (id, at, actor_name, action, outcome, entry)
     select 'evt_bench_' || i, now() - i * interval '1 second', 'bench', (array['request.created', 'grant.activated', 'grant.revoked', 'token.issued'])[1 + i % 4], 'success',
       json_build_object('version', 1, 'id', 'evt_bench_' || i, 'actor', json_build_object('kind', 'system', 'name', 'bench'), 'detail', json_build_object('reason', repeat('x', 200)), 'httpRequestId', 'bench')::text
     from generate_series((select count(*) from audit_event), $1::int - 1) i`,
    [size],
  );
  await owner.query("analyze service; analyze declaration; analyze audit_event");
}
