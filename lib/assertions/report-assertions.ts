import type { z } from "zod";
import type { AuditInput } from "@/lib/audit/event";
import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import { reportAssertionsSchema } from "./schema";

/**
 * Takes down which calls a service refused, as it says. `service` is the one whose credential was shown; it speaks for
 * itself only. What it claims about time and subject stays a claim: the event's own time is ours.
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
    const [row] = await tx.query<{ now: Date }>("now", "select clock_timestamp() as now");
    if (!row) throw new Error("the database always knows the time");
    await tx.audit(row.now, items.map(eventOf));
    return { recorded: items.length };
  });
}

type Item = z.output<typeof reportAssertionsSchema>["items"][number];

const principalId = /^prn_[0-9a-z]{26}$/;

function eventOf({ service: _, at, subject, path, ...rest }: Item): AuditInput {
  const known = subject && principalId.test(subject) ? subject : undefined;
  return {
    action: "assertion.failed",
    outcome: "failed",
    ...(known ? { subject: known } : {}),
    detail: {
      ...rest,
      reportedAt: new Date(at).toISOString(),
      subject: subject ?? null,
      path: path?.replace(/[?#].*$/s, "") ?? null,
    },
  };
}
