import { tellRepeats } from "@/lib/assertions/tell-repeats";
import type { Context } from "@/lib/context/context";
import { activateDueGrants } from "@/lib/grants/activate-due";
import { expireDueGrants } from "@/lib/grants/expire-due";
import { warnOfEndingGrants } from "@/lib/grants/warn-ending";
import { lapseDueProposals } from "@/lib/proposals/lapse-due";
import { escalateDueRequests } from "@/lib/requests/escalate-due";
import { lapseDueRequests } from "@/lib/requests/lapse-due";
import { remindDueReviews } from "@/lib/reviews/remind-due";

/** Everything that is due by the passing of time alone, in the order in which it matters. `next-due.ts` knows when the next of it is. */
const sweeps: ((ctx: Context) => Promise<number>)[] = [
  expireDueGrants,
  activateDueGrants,
  lapseDueRequests,
  lapseDueProposals,
  escalateDueRequests,
  warnOfEndingGrants,
  remindDueReviews,
  tellRepeats,
];

/** Does one batch of each; gives how many things it dealt with. */
export async function passTime(ctx: Context): Promise<number> {
  let count = 0;
  for (const sweep of sweeps) count += await sweep(ctx);
  return count;
}
