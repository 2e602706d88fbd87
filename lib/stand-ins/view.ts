import { z } from "zod";
import type { Context } from "@/lib/context/context";
import { abilitiesOf, standInActions } from "./policy";
import type { StandInRow } from "./row";

const personSchema = z.strictObject({ id: z.string(), name: z.string() });

export const standInViewSchema = z
  .strictObject({
    id: z.string(),
    absent: personSchema.describe("Who is away"),
    standIn: personSchema.describe("Who decides meanwhile"),
    state: z.enum(["planned", "running", "over"]).describe("By the database's clock"),
    startsAt: z.iso.datetime(),
    endsAt: z.iso.datetime(),
    reason: z.string().nullable(),
    createdAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable().describe("When it was ended before its time"),
    endedBy: personSchema.nullable(),
    abilities: z.array(z.enum(standInActions)).describe("What the caller may do with it now"),
  })
  .meta({ id: "StandIn" });

export type StandInView = z.output<typeof standInViewSchema>;

export function standInView(ctx: Context, row: StandInRow): StandInView {
  return {
    id: row.id,
    absent: row.absent,
    standIn: row.stand_in,
    state: stateOf(row),
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    reason: row.reason,
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    endedBy: row.ended_by,
    abilities: abilitiesOf(ctx, row),
  };
}

function stateOf({ starts_at, ends_at, ended_at, now }: StandInRow): StandInView["state"] {
  if (ended_at || ends_at <= now) return "over";
  return starts_at <= now ? "running" : "planned";
}
