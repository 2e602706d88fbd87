import { z } from "zod";

const instant = z.iso
  .datetime({ offset: true, error: "an instant as in RFC 3339" })
  .or(z.iso.date("a day, or an instant as in RFC 3339"))
  .transform((text) => new Date(text));

const filters = {
  from: instant.optional().describe("Requests made from here on; 90 days before `to` unless given"),
  to: instant.optional().describe("Requests made before; now unless given"),
  service: z.string().max(300).optional().describe("Its ref or id"),
  role: z.string().max(63).optional(),
  group: z.string().max(300).optional().describe("Requests that this reference was asked to decide"),
};

export const insightSchema = z.strictObject(filters);

export type InsightInput = z.output<typeof insightSchema>;

export const insightTables = ["timeline", "services", "roles", "groups"] as const;

export type InsightTable = (typeof insightTables)[number];

export const insightTableSchema = z.strictObject({
  table: z.enum(insightTables).default("services"),
  ...filters,
});
