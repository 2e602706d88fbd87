import { z } from "zod";
import type { SourceProblem } from "./problem";

export const sourceProblemSchema = z.strictObject({
  severity: z.enum(["error", "warning"]),
  file: z.string(),
  line: z.int(),
  column: z.int(),
  path: z.string(),
  message: z.string(),
  hint: z.string().nullable(),
}) satisfies z.ZodType<SourceProblem>;
