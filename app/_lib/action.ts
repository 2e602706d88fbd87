import type { Context } from "@/lib/context/context";
import { AppError } from "@/lib/errors/app-error";
import { type Problem, toProblem } from "@/lib/errors/problem";
import { sharedRuntime } from "@/lib/runtime/runtime";
import { findSession } from "./session";

export type ActionResult<T> = { ok: true; value: T } | { ok: false; problem: Problem };

/**
 * Makes a server action, which is a public endpoint, of a verb: finds out who calls, and turns every refusal into a value
 * that a form can show. The verb itself parses the input and authorizes.
 */
export function action<A extends unknown[], T>(
  verb: (ctx: Context, ...input: A) => Promise<T>,
): (...input: A) => Promise<ActionResult<T>> {
  return async (...input) => {
    let requestId = "action";
    try {
      const session = await findSession();
      if (!session)
        throw new AppError(
          "unauthenticated",
          "Your session has ended. Sign in again; what you typed is still here.",
        );
      requestId = session.ctx.requestId;
      return { ok: true, value: await verb(session.ctx, ...input) };
    } catch (error) {
      const problem = toProblem(error, requestId);
      if (problem.status >= 500) sharedRuntime().log.error({ err: error, requestId }, "an action failed");
      return { ok: false, problem };
    }
  };
}
