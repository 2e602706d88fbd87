import { z } from "zod";
import type { Context } from "@/lib/context/context";
import { isOver, mayEnd } from "./policy";
import type { DelegationRow } from "./row";

export const delegationViewSchema = z
  .strictObject({
    id: z.string(),
    workload: z.strictObject({ id: z.string(), name: z.string() }).describe("Who acts"),
    grantId: z.string(),
    service: z.string().describe("Its ref, namespace/application/component"),
    role: z.string(),
    environment: z.string().nullable(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable().describe("When it was ended before its time"),
    abilities: z.array(z.enum(["end"])).describe("What the caller may do with it now"),
  })
  .meta({ id: "Delegation" });

export type DelegationView = z.output<typeof delegationViewSchema>;

/** The answer to whoever made it: the token is in it and nowhere else. */
export const madeDelegationSchema = delegationViewSchema
  .extend({ token: z.string().describe("For the workload, as the subject_token of its exchange") })
  .meta({ id: "MadeDelegation" });

export type MadeDelegation = z.output<typeof madeDelegationSchema>;

export const delegationView = (ctx: Context, row: DelegationRow): DelegationView => ({
  id: row.id,
  workload: row.workload,
  grantId: row.grant_id,
  service: row.service,
  role: row.role,
  environment: row.environment,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
  endedAt: row.ended_at?.toISOString() ?? null,
  abilities: mayEnd(ctx, row) && !isOver(row) ? ["end"] : [],
});
