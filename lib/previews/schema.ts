import { z } from "zod";
import { plainText } from "@/lib/input/fields";
import { sourceProblemSchema } from "@/lib/sources/problem-schema";

const mostFiles = 50;
const mostCharacters = 1024 * 1024;

export const previewDeclarationsSchema = z.strictObject({
  source: plainText(63)
    .min(1)
    .optional()
    .describe("Whose files these are; absent: services are found by name"),
  files: z
    .array(
      z.strictObject({
        path: plainText(500).min(1).describe("Relative to the source, with slashes"),
        content: z.string().max(mostCharacters).nullable().describe("Null: the file is deleted"),
      }),
    )
    .min(1, "at least one file")
    .max(mostFiles, `at most ${mostFiles} files; preview the changed ones only`)
    .refine((files) => new Set(files.map((file) => file.path)).size === files.length, "each path once"),
  complete: z
    .boolean()
    .default(false)
    .describe("Whether these are all files of the source: what is not in them is gone"),
});

export type PreviewInput = z.output<typeof previewDeclarationsSchema>;

const place = { role: z.string(), environment: z.string().nullable() };
const personSchema = z.strictObject({ id: z.string(), name: z.string() });
const refs = z.array(z.string());

const changeSchema = z.strictObject({
  direction: z.enum(["widening", "narrowing", "neutral"]),
  rule: z.string(),
  role: z.string().nullable(),
  environment: z.string().nullable(),
  words: z.string(),
});

const crowdSchema = z
  .strictObject({
    count: z.int(),
    people: z.array(personSchema).describe("At most 50; empty where the caller may not see their names"),
  })
  .meta({ id: "Crowd" });

const rightSchema = z.strictObject({
  ...place,
  right: z.enum(["ask", "decide"]),
  gain: crowdSchema,
  lose: crowdSchema,
});

const grantSchema = z.strictObject({
  id: z.string(),
  holder: personSchema,
  ...place,
  endsAt: z.iso.datetime(),
  effect: z.enum(["end", "shorten", "lessen"]),
  until: z.iso.datetime().nullable().describe("With shorten: when it would end instead"),
  words: z.string(),
});

const requestSchema = z.strictObject({
  id: z.string(),
  requester: personSchema,
  ...place,
  effect: z.enum(["close", "shorten"]),
  words: z.string(),
});

export const outcomes = [
  "refused",
  "no-longer-refused",
  "approved-at-once",
  "no-longer-approved-at-once",
  "more-approvals",
  "fewer-approvals",
  "other-approvers",
  "shorter",
  "longer",
] as const;

const decidedSchema = z.strictObject({
  considered: z.int().describe("Requests of the last 90 days that were asked again"),
  differently: z.int(),
  counts: z.array(z.strictObject({ outcome: z.enum(outcomes), count: z.int() })),
  examples: z
    .array(
      z.strictObject({
        id: z.string(),
        requester: personSchema,
        ...place,
        outcome: z.enum(outcomes),
        words: z.string(),
      }),
    )
    .describe("At most 100"),
});

const impactSchema = z
  .strictObject({
    people: z.array(rightSchema),
    grants: z.array(grantSchema),
    requests: z.array(requestSchema),
    decided: decidedSchema,
    notified: z
      .int()
      .describe("People who would be told: whose access or request changes, who decides, and owners"),
  })
  .meta({ id: "Impact" });

const servicePreviewSchema = z
  .strictObject({
    ref: z.string(),
    title: z.string(),
    file: z.string().nullable(),
    status: z.enum(["new", "changed", "unchanged", "gone", "error"]),
    acts: z.array(changeSchema).describe("Act at once"),
    waits: z.array(changeSchema).describe("Wait for a yes of `confirmers`"),
    confirmers: refs.describe("Current owners, any of whom says yes"),
    roles: z.strictObject({ added: refs, removed: refs, changed: refs }),
    approvers: z.array(z.strictObject({ ...place, before: refs, after: refs })),
    withoutApprover: z
      .array(z.strictObject({ ...place, stage: z.string(), approvers: refs, isNews: z.boolean() }))
      .describe("Stages that nobody who is known here could decide"),
    impact: impactSchema.nullable().describe("Null: nothing changes, or the service is not yours"),
  })
  .meta({ id: "ServicePreview" });

export const previewSchema = z
  .strictObject({
    source: z.string().nullable(),
    ok: z.boolean().describe("False when a file has errors: then nothing of it would be published"),
    problems: z.array(sourceProblemSchema),
    services: z.array(servicePreviewSchema),
    cut: z.array(z.string()).describe("What was too much to look at in full"),
  })
  .meta({ id: "DeclarationPreview" });

export type Preview = z.output<typeof previewSchema>;
export type ServicePreview = z.output<typeof servicePreviewSchema>;
export type Impact = z.output<typeof impactSchema>;
export type Outcome = (typeof outcomes)[number];
