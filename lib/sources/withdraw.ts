import type { Transaction } from "@/lib/db/transaction";
import { enforceWithdrawal, type WhenGone } from "@/lib/narrowing/enforce-withdrawal";
import { supersede } from "@/lib/proposals/supersede";
import type { Applied } from "./applied";
import type { KnownService } from "./claims";

/** Nothing new can be asked for at a withdrawn service. It is kept, with its history; `whenGone` says what runs on there. */
export async function withdraw(
  tx: Transaction,
  sourceName: string,
  services: readonly KnownService[],
  reason: string,
  whenGone: WhenGone,
): Promise<Applied> {
  if (services.length === 0) return { events: [], changes: [] };
  const ids = services.map((service) => service.id);
  await tx.query(
    "service-withdraw",
    "update service set status = 'withdrawn', updated_at = now() where id = any($1::text[])",
    [ids],
  );
  await enforceWithdrawal(tx, { serviceIds: ids, whenGone });
  return {
    events: [
      ...(await supersede(tx, ids)),
      ...services.map(({ ref }) => ({
        action: "service.withdrawn" as const,
        service: ref,
        detail: { source: sourceName, reason },
      })),
    ],
    changes: services.map(({ id }) => ({ noun: "service", id, audience: [] })),
  };
}
