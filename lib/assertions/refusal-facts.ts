import { z } from "zod";
import { fixSchema } from "./explanation";

/** What is kept of equal calls beside who and why: of the first of them, as it was reported, and as our record had it then. */
export const refusalFactsSchema = z.strictObject({
  reason: z.string(),
  contradicted: z.boolean(),
  explanation: z.string(),
  missing: z.array(z.string()),
  fix: fixSchema.nullable(),
  role: z.string().nullable(),
  environment: z.string().nullable(),
  method: z.string().nullable(),
  path: z.string().nullable(),
  version: z.int(),
});

export type RefusalFacts = z.output<typeof refusalFactsSchema>;
