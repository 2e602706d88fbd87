import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import type { KnownService } from "./claims";
import { withdraw } from "./withdraw";

/** Withdraws the services of sources that daypass.yaml no longer names: nothing looks after their declarations. */
export async function withdrawOrphans(ctx: Context): Promise<number> {
  const configured = ctx.runtime.config.sources.map((source) => source.name);
  return transact(ctx, "service.withdrawn", async (tx) => {
    const orphans = await tx.query<KnownService>("orphans", selectOrphans, [configured]);
    if (orphans.length === 0) return 0;
    // Should the source come back, everything in it counts as new.
    const names = [...new Set(orphans.map((service) => service.sourceName))];
    const [row] = await tx.query<{ at: Date }>("orphans-forget", forget, [names]);
    for (const name of names) {
      const own = orphans.filter((service) => service.sourceName === name);
      const { events, changes } = await withdraw(
        tx,
        name,
        own,
        "its source is no longer configured",
        // A source that was only given another name takes nobody's access away.
        "keep",
      );
      await tx.audit(row?.at ?? new Date(), events, changes);
    }
    return orphans.length;
  });
}

const selectOrphans = `
select s.id, s.ref, s.source_name as "sourceName", s.status, s.declared_id as "declaredId", null as digest, null as file
from service s where s.status = 'active' and not s.source_name = any($1::text[]) order by s.ref for update`;

const forget = `
with forgotten as (update source set digest = null where name = any($1::text[]) returning 1)
select clock_timestamp() as at, (select count(*) from forgotten) as sources`;
