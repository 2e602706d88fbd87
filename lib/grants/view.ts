import { z } from "zod";
import type { Context } from "@/lib/context/context";
import { abilitiesOf, type GrantFacts, grantActions } from "./policy";
import { grantStatuses } from "./schema";
import { statusAt } from "./transitions";

/** The one shape in which a grant reaches a page or the wire. */
export const grantViewSchema = z
  .strictObject({
    id: z.string(),
    requestId: z.string(),
    status: z.enum(grantStatuses).describe("As of now: access is live only while startsAt <= now < endsAt"),
    principal: z.strictObject({ id: z.string(), name: z.string(), kind: z.enum(["user", "workload"]) }),
    service: z.string().describe("Its ref, namespace/application/component"),
    serviceTitle: z.string(),
    role: z.string(),
    environment: z.string().nullable(),
    scopes: z.array(z.string()),
    breakGlass: z.boolean().describe("Taken in an emergency: it is reviewed when it has ended"),
    startsAt: z.iso.datetime(),
    endsAt: z.iso.datetime(),
    extensions: z
      .array(
        z.strictObject({
          requestId: z.string(),
          from: z.iso.datetime(),
          to: z.iso.datetime(),
          at: z.iso.datetime(),
        }),
      )
      .describe("What its end was moved by, oldest first"),
    use: z
      .strictObject({ firstAt: z.iso.datetime(), lastAt: z.iso.datetime(), count: z.int() })
      .nullable()
      .describe("What the service has reported about its use; null: nothing yet"),
    waitingRequestId: z
      .string()
      .nullable()
      .describe("The holder's pending request for the same role in the same place, if there is one"),
    revokedAt: z.iso.datetime().nullable(),
    revokedBy: z
      .strictObject({ id: z.string(), name: z.string() })
      .nullable()
      .describe("Null, with revokedAt set, when Daypass itself ended it"),
    revokeReason: z.string().nullable(),
    abilities: z.array(z.enum(grantActions)).describe("What the caller may do with it now"),
  })
  .meta({ id: "Grant" });

export type GrantView = z.output<typeof grantViewSchema>;

export function grantView(ctx: Context, facts: GrantFacts): GrantView {
  const { row } = facts;
  return {
    id: row.id,
    requestId: row.request_id,
    status: statusAt(row, row.now),
    principal: { id: row.principal.id, name: row.principal.name, kind: row.principal.kind },
    service: row.service.ref,
    serviceTitle: row.service.title,
    role: row.role,
    environment: row.environment,
    scopes: row.scopes,
    breakGlass: row.break_glass,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    extensions: row.extensions.map(({ requestId, from, to, at }) => ({
      requestId,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      at: new Date(at).toISOString(),
    })),
    use: row.use && {
      firstAt: new Date(row.use.firstAt).toISOString(),
      lastAt: new Date(row.use.lastAt).toISOString(),
      count: row.use.count,
    },
    waitingRequestId: row.waiting_request_id,
    revokedAt: row.revoked_at?.toISOString() ?? null,
    revokedBy: row.revoked_by,
    revokeReason: row.revoke_reason,
    abilities: abilitiesOf(ctx, facts),
  };
}
