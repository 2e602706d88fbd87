import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import { parseInput } from "@/lib/input/parse-input";
import { toError } from "./ask-error";
import { assessAsk } from "./assess-ask";
import { requestMade } from "./changed";
import { loadAsk } from "./load-ask";
import { placeRequest } from "./place-request";
import { viewWritten } from "./queries";
import { createRequestSchema } from "./schema";
import { signInDetail } from "./sign-in";
import type { RequestView } from "./view";

/**
 * Asks for a role. Gives the new request, already approved where the declaration says yes by itself.
 * Refuses with the first thing that stands in the way; asking twice for the same is `already-asked` with the id of the first.
 */
export async function createRequest(ctx: Context, input: unknown): Promise<RequestView> {
  const asked = parseInput(createRequestSchema, input);
  return transact(ctx, "request.created", async (tx) => {
    Object.assign(tx.about, asked.service === undefined ? {} : { service: asked.service });
    tx.about.detail = { role: asked.role ?? null, environment: asked.environment ?? null };
    if (ctx.actor.kind !== "system") tx.about.subject = ctx.actor.principal.id;
    const ask = await loadAsk(tx.db, ctx, asked, { hold: true });
    const outlook = assessAsk(ask, ctx.runtime.config);
    tx.about.service = ask.service.ref;
    tx.about.subject = ask.requester.id;
    tx.about.detail = {
      role: ask.role,
      environment: outlook.environment,
      ...signInDetail(ctx, outlook.rules?.authContext ?? null),
    };
    const [refusal] = outlook.refusals;
    if (refusal) throw toError(refusal);

    const { row, events } = await placeRequest(tx, ask, outlook);
    await tx.audit(ask.now, events, [requestMade(row, ask)]);
    return viewWritten(tx, ctx, row);
  });
}
