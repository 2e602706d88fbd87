import { z } from "zod";
import { pageSchema, plainText } from "@/lib/input/fields";
import { auditActionPatterns, auditOutcomes } from "./actions";

const name = plainText(300).min(1, "leave it out, or say which");
const dayMs = 86_400_000;

/** An instant (RFC 3339), or a whole day in UTC: as `from` it counts from its beginning, as `to` up to its end. */
const instant = (dayOffsetMs: number) =>
  z
    .string()
    .max(40)
    .transform((text, issues) => {
      const at = instantOf(text, dayOffsetMs);
      if (at) return at;
      issues.addIssue({
        code: "custom",
        message: "an instant such as 2026-11-24T10:00:00Z, or a day such as 2026-11-24",
      });
      return z.NEVER;
    });

function instantOf(text: string, dayOffsetMs: number): Date | null {
  const isDay = z.iso.date().safeParse(text).success;
  if (!isDay && !z.iso.datetime({ offset: true }).safeParse(text).success) return null;
  const at = new Date(Date.parse(text) + (isDay ? dayOffsetMs : 0));
  // Beyond these years, the database and JavaScript write an instant differently.
  return at.getUTCFullYear() >= 1 && at.getUTCFullYear() <= 9_999 ? at : null;
}

const filterSchema = {
  actor: name.optional().describe('Id of the principal who acted; "system" for what Daypass did by itself'),
  action: z
    .string()
    .refine((text) => auditActionPatterns.includes(text), 'an action such as "grant.revoked", or "grant.*"')
    .optional(),
  service: name.optional().describe("Its ref, namespace/application/component, or its id"),
  subject: name.optional().describe("Id of the principal whom it is about"),
  principal: name.optional().describe("Id of a principal: what they did, and what is about them"),
  outcome: z.enum(auditOutcomes).optional(),
  from: instant(0).optional().describe("Inclusive; an instant, or a day in UTC"),
  to: instant(dayMs).optional().describe("Exclusive; a day counts up to its end"),
  requestId: name.optional(),
  grantId: name.optional(),
};

type Period = { from?: Date | undefined; to?: Date | undefined };
const isPeriod = ({ from, to }: Period) => !from || !to || from < to;
const notAPeriod = { path: ["to"], error: "has to be after from" };

export const listAuditSchema = z
  .strictObject({ ...filterSchema, ...pageSchema })
  .refine(isPeriod, notAPeriod);

export const countAuditSchema = z.strictObject(filterSchema).refine(isPeriod, notAPeriod);

export const exportFormats = ["csv", "jsonl"] as const;

export const exportAuditSchema = z
  .strictObject({ ...filterSchema, format: z.enum(exportFormats).default("csv") })
  .refine(isPeriod, notAPeriod);

export type AuditFilter = z.output<typeof countAuditSchema>;
export type ExportFormat = (typeof exportFormats)[number];
