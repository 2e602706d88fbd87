import { z } from "zod";
import { extensionViewSchema } from "@/lib/requests/extension";

/** What `?dryRun=true` answers: who would decide, what limit applies and why. */
export const requestPreviewSchema = z
  .strictObject({
    service: z.string(),
    role: z.string(),
    environment: z.string().nullable(),
    durationSeconds: z.int(),
    effectiveDurationSeconds: z.int(),
    cappedBy: z.string().nullable(),
    limitSeconds: z.int(),
    limitName: z.string(),
    autoApproved: z.boolean(),
    onCallFor: z.string().nullable().describe("The on-call schedule whose shift is what approves it at once"),
    breakGlass: z.boolean().describe("Granted at once because it is an emergency"),
    review: z
      .strictObject({ withinSeconds: z.int(), reviewers: z.array(z.string()) })
      .nullable()
      .describe("Who looks at the access once it has ended, and how soon after; null: nobody has to"),
    pendingForSeconds: z.int(),
    escalatesAfterSeconds: z
      .int()
      .nullable()
      .describe("After how long the first stage is opened to further approvers"),
    stages: z.array(
      z.strictObject({
        name: z.string(),
        required: z.int(),
        counts: z.enum(["people", "groups"]),
        approvers: z.array(z.string()),
        escalatesTo: z.array(z.string()),
        timeoutSeconds: z.int().nullable(),
        candidates: z.array(z.strictObject({ id: z.string(), name: z.string() })),
      }),
    ),
    extends: extensionViewSchema.nullable(),
    grants: z.strictObject({
      scopes: z.array(z.string()),
      actions: z.array(z.string()),
      resources: z.array(z.string()),
    }),
    justification: z.strictObject({
      minLength: z.int(),
      ticket: z.enum(["none", "optional", "required"]),
      ticketExample: z.string().nullable(),
    }),
    refusals: z.array(z.never()).describe("Always empty here: a refusal is answered as an error"),
  })
  .meta({ id: "RequestPreview" });
