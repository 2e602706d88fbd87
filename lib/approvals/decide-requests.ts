import type { Context } from "@/lib/context/context";
import { toProblem } from "@/lib/errors/problem";
import { parseInput } from "@/lib/input/parse-input";
import { type DecidedRequests, decideRequestsSchema } from "./bulk-schema";
import { decideRequest } from "./decide-request";

/**
 * The same yes or no to several requests, each in a transaction of its own and in the order given: what one of them is
 * refused for, the others do not suffer from. Answers for each what became of it.
 */
export async function decideRequests(ctx: Context, input: unknown): Promise<DecidedRequests> {
  const { ids, ...decision } = parseInput(decideRequestsSchema, input);
  const results: DecidedRequests["results"] = [];
  for (const id of ids) {
    try {
      results.push({ id, request: await decideRequest(keyed(ctx, id), id, decision), problem: null });
    } catch (error) {
      const problem = toProblem(error, ctx.requestId);
      if (problem.status >= 500)
        ctx.runtime.log.error({ err: error, requestId: ctx.requestId }, "one of several decisions failed");
      results.push({ id, request: null, problem });
    }
  }
  return { results };
}

/** The caller's key stands for the whole call; each of its transactions keeps its own answer under it. */
function keyed(ctx: Context, id: string): Context {
  if (!ctx.idempotency) return ctx;
  return { ...ctx, idempotency: { ...ctx.idempotency, key: `${ctx.idempotency.key} ${id}` } };
}
