import { systemContext } from "@/lib/context/context";
import { expireDueGrants } from "@/lib/grants/expire-due";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import type { Figure } from "./report";
import { issuer, seedGrants, type World } from "./world";

const bulk = 20_000;

/** B5: a backlog in batches, next to the bare statement with the audit rows. */
export async function benchExpiry(world: World): Promise<Figure[]> {
  const holder = await recordSignIn(
    world.runtime,
    issuer,
    { sub: "holder", groups: ["people"] },
    "token-exchange",
  );
  await seedGrants(world, holder.id, bulk, "interval '0 seconds'");
  const ours = await timed(bulk, async () => {
    while ((await expireDueGrants(systemContext(world.runtime, "bench"))) > 0);
  });
  await seedGrants(world, holder.id, bulk, "interval '0 seconds'");
  const limit = await timed(bulk, async () => {
    while ((await world.owner.query(bare)).rowCount !== 0);
  });
  return [
    {
      name: "expired in batches of 1,000",
      value: ours,
      unit: "grants/s",
      ratio: ours / limit,
      against: "bare statement",
      target: ">= 0.50",
    },
  ];
}

async function timed(count: number, work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (count * 1000) / (performance.now() - started);
}

const bare = `
with due as (select id from access_grant where status in ('scheduled', 'active') and ends_at <= statement_timestamp() order by ends_at limit 1000 for update skip locked),
done as (update access_grant g set status = 'expired' from due where g.id = due.id returning g.id, g.principal_id, g.request_id)
insert into audit_event (id, at, actor_name, action, outcome, subject, request_id, grant_id, entry)
select 'evt_bare_' || id, now(), 'bench', 'grant.expired', 'success', principal_id, request_id, id, json_build_object('detail', repeat('x', 280))::text from done`;
