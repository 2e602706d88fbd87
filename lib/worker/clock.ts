import { tellRepeats } from "@/lib/assertions/tell-repeats";
import type { Context } from "@/lib/context/context";
import { activateDueGrants } from "@/lib/grants/activate-due";
import { expireDueGrants } from "@/lib/grants/expire-due";
import { warnOfEndingGrants } from "@/lib/grants/warn-ending";
import { tellJoinedApprovers } from "@/lib/notifications/tell-joined";
import { lapseDueProposals } from "@/lib/proposals/lapse-due";
import { escalateDueRequests } from "@/lib/requests/escalate-due";
import { lapseDueRequests } from "@/lib/requests/lapse-due";
import { remindDueReviews } from "@/lib/reviews/remind-due";
import { type Deadline, lookAhead } from "./next-due";

/** Everything that is due by the passing of time alone, in the order in which it matters. */
const sweeps: Record<Deadline, (ctx: Context) => Promise<number>> = {
  grantsEnd: expireDueGrants,
  grantsStart: activateDueGrants,
  requestsLapse: lapseDueRequests,
  proposalsLapse: lapseDueProposals,
  requestsEscalate: escalateDueRequests,
  approversJoin: tellJoinedApprovers,
  grantsWarn: warnOfEndingGrants,
  reviewsRemind: remindDueReviews,
  refusalsTell: tellRepeats,
};

/** Does one batch of each that is due; gives how many things it dealt with, and in how many milliseconds more is due. */
export async function passTime(ctx: Context): Promise<{ count: number; untilNext: number }> {
  const { due, untilNext } = await lookAhead(ctx.runtime.pool);
  let count = 0;
  for (const deadline of Object.keys(sweeps) as Deadline[])
    if (due[deadline]) count += await sweeps[deadline](ctx);
  return { count, untilNext };
}
