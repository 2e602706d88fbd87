import type { Looker } from "@/components/refusals/next-step";
import { listGrants } from "@/lib/grants/queries";
import { listRequests } from "@/lib/requests/queries";
import type { ServiceDetailView } from "@/lib/services/view";
import type { Session } from "../../_lib/session";

/** What whoever is signed in can do about refusals of a service. */
export async function lookerAt({ ctx, principal }: Session, service: ServiceDetailView): Promise<Looker> {
  const own = { service: service.ref, mine: "true" };
  const [held, waiting] = await Promise.all([
    listGrants(ctx, { ...own, status: "active" }),
    listRequests(ctx, { ...own, status: "pending" }),
  ]);
  return { id: principal.id, service, held: held.items, waiting: waiting.items };
}
