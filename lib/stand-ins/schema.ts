import { z } from "zod";
import { flag, pageSchema, plainText } from "@/lib/input/fields";

const instant = z.iso.datetime({ offset: true, error: "an instant as in RFC 3339" });

export const nameStandInSchema = z.strictObject({
  standIn: plainText(600)
    .min(1, "who stands in")
    .describe('Who decides meanwhile: an id, "user:default/sam" or "issuer#subject"'),
  startsAt: instant.nullish().describe("Absent: now"),
  endsAt: instant.describe("At most 90 days after it begins"),
  reason: plainText(500).nullish(),
});

export const listStandInsSchema = z.strictObject({
  mine: flag.describe("Only where the caller is away or stands in"),
  current: flag.describe("Only what runs now or is still to come"),
  ...pageSchema,
});
