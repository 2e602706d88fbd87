import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import { type RefusedCalls, recordRefusals } from "./record-refusals";
import { reportAssertionsSchema } from "./schema";

/**
 * Takes down which calls a service refused, as it says, with what our record says of them. `service` is the one whose
 * credential was shown; it speaks for itself only. The answer says how many were taken, and nothing about any token.
 */
export async function reportAssertions(
  ctx: Context,
  service: string,
  input: unknown,
): Promise<{ recorded: number }> {
  const { items } = parseInput(reportAssertionsSchema, input);
  return transact(ctx, "assertion.failed", async (tx) => {
    tx.about.service = service;
    const other = items.find((item) => item.service !== service);
    if (other) throw new AppError("forbidden", `This credential speaks for ${service} only.`);
    await recordRefusals(
      tx,
      service,
      items.map(({ service: _, ...item }) => ({ ...item, calls: 1 })),
    );
    return { recorded: items.length };
  });
}

/** The same of calls that Daypass itself refused in the service's name, with how often. */
export const reportRefusals = (
  ctx: Context,
  service: string,
  refused: readonly RefusedCalls[],
): Promise<void> =>
  transact(ctx, "assertion.failed", async (tx) => {
    tx.about.service = service;
    await recordRefusals(tx, service, refused);
  });
