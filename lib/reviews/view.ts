import { z } from "zod";
import type { Context } from "@/lib/context/context";
import { isOverdue, objectionTo, type ReviewFacts, waitsFor } from "./policy";
import { reviewStatuses, reviewVerdicts } from "./schema";

const personSchema = z.strictObject({ id: z.string(), name: z.string() });

/** The one shape in which a review reaches a page or the wire. */
export const reviewViewSchema = z
  .strictObject({
    id: z.string(),
    status: z.enum(reviewStatuses).describe("moot: the access never began"),
    requestId: z.string(),
    grantId: z.string(),
    service: z.string().describe("Its ref, namespace/application/component"),
    serviceTitle: z.string(),
    role: z.string(),
    environment: z.string().nullable(),
    breakGlass: z.boolean(),
    holder: personSchema,
    justification: z.string(),
    ticket: z.string().nullable(),
    startsAt: z.iso.datetime(),
    endsAt: z.iso.datetime().describe("When the access ends, or ended"),
    hasEnded: z.boolean(),
    usage: z
      .strictObject({
        tokens: z.int(),
        firstAt: z.iso.datetime().nullable(),
        lastAt: z.iso.datetime().nullable(),
      })
      .describe("Tokens that were issued under the access"),
    reviewers: z.array(z.string()).describe("References of who may review it; the holder never may"),
    dueAt: z.iso.datetime().describe("Moves with the end of the access"),
    overdue: z.boolean().describe("Owners and platform admins may review it too then"),
    verdict: z.enum(reviewVerdicts).nullable(),
    comment: z.string().nullable(),
    reviewedBy: personSchema.nullable(),
    doneAt: z.iso.datetime().nullable(),
    isMine: z.boolean().describe("Whether it waits for the caller, now or once the access has ended"),
    abilities: z.array(z.enum(["complete"])).describe("What the caller may do with it now"),
    whyNot: z.string().nullable().describe("While open: why the caller may not review it now"),
  })
  .meta({ id: "Review" });

export type ReviewView = z.output<typeof reviewViewSchema>;

export function reviewView(ctx: Context, facts: ReviewFacts): ReviewView {
  const { row } = facts;
  const objection = objectionTo("complete", ctx, facts);
  return {
    id: row.id,
    status: row.status,
    requestId: row.request_id,
    grantId: row.grant_id,
    service: row.service.ref,
    serviceTitle: row.service.title,
    role: row.role,
    environment: row.environment,
    breakGlass: row.break_glass,
    holder: { id: row.holder.id, name: row.holder.name },
    justification: row.justification,
    ticket: row.ticket,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ended_at.toISOString(),
    hasEnded: row.now >= row.ended_at,
    usage: {
      tokens: row.tokens,
      firstAt: row.first_token_at?.toISOString() ?? null,
      lastAt: row.last_token_at?.toISOString() ?? null,
    },
    reviewers: row.reviewer_refs,
    dueAt: row.due_at.toISOString(),
    overdue: isOverdue(row),
    verdict: row.verdict,
    comment: row.comment,
    reviewedBy: row.reviewer,
    doneAt: row.done_at?.toISOString() ?? null,
    isMine: waitsFor(ctx, facts),
    abilities: objection === null ? ["complete"] : [],
    whyNot: row.status === "open" ? (objection?.reason ?? null) : null,
  };
}
