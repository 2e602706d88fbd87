import { z } from "zod";
import { flag, pageSchema, plainText, wholeSeconds } from "@/lib/input/fields";

const placeFields = {
  service: plainText(300).min(1, "which service").describe("Its ref, namespace/application/component"),
  role: plainText(63).min(1, "which role"),
  environment: plainText(63).min(1).nullish().describe("Needed when the role can be had in more than one"),
};

/** For how long, why and for whom: what a bundle says once for all that it asks for. */
const termFields = {
  durationSeconds: wholeSeconds,
  justification: plainText(2_000),
  ticket: plainText(200).nullish(),
  startsAt: z.iso
    .datetime({ offset: true, error: "an instant as in RFC 3339" })
    .nullish()
    .describe("Scheduled start; absent: at approval"),
  beneficiary: plainText(300)
    .min(1)
    .nullish()
    .describe("Whose access it will be, where that is somebody else: id or reference, as user:default/riley"),
};

const askFields = z.strictObject({
  ...placeFields,
  service: placeFields.service
    .optional()
    .describe("Its ref, namespace/application/component; an extension need not say it"),
  role: placeFields.role.optional().describe("An extension need not say it"),
  ...termFields,
  justification: termFields.justification.default(""),
  extends: plainText(63)
    .min(1)
    .nullish()
    .describe("Id of a running grant of your own: its end moves, and durationSeconds is how much longer"),
});

/** What is asked for has a place: its own, or that of the grant which it extends. */
const named = (
  ask: { service?: string; role?: string; extends?: string | null; beneficiary?: string | null },
  check: z.RefinementCtx,
) => {
  if (ask.extends && ask.beneficiary)
    check.addIssue({ code: "custom", path: ["beneficiary"], message: "only the holder extends access" });
  if (ask.extends) return;
  for (const path of ["service", "role"] as const)
    if (ask[path] === undefined) check.addIssue({ code: "custom", path: [path], message: `which ${path}` });
};

export const createRequestSchema = askFields.superRefine(named);

/** The same before it is complete: what would happen is said for an hour as long as nobody said for how long. */
export const previewRequestSchema = askFields
  .extend({ durationSeconds: wholeSeconds.default(3600) })
  .superRefine(named);

export type CreateRequestInput = z.output<typeof createRequestSchema>;

/** How many roles are asked for in one submit. */
export const mostOfBundle = 20;

const sharedFields = {
  ...termFields,
  durationSeconds: termFields.durationSeconds.optional(),
  justification: termFields.justification.optional(),
};

export const createBundleSchema = z
  .strictObject({
    ...sharedFields,
    items: z
      .array(z.strictObject({ ...placeFields, ...sharedFields }))
      .min(2, "at least two roles; one is an ordinary request")
      .max(mostOfBundle, `at most ${mostOfBundle} roles in one bundle`)
      .describe("What an item says itself counts before what the bundle says"),
  })
  .superRefine(({ durationSeconds, items }, check) => {
    if (durationSeconds !== undefined) return;
    for (const [index, item] of items.entries())
      if (item.durationSeconds === undefined)
        check.addIssue({
          code: "custom",
          path: ["items", index, "durationSeconds"],
          message: "for how long",
        });
  });

export const requestStatuses = ["pending", "approved", "denied", "cancelled", "lapsed"] as const;

export const listRequestsSchema = z.strictObject({
  status: z.enum(requestStatuses).optional(),
  service: z.string().max(300).optional(),
  role: z.string().max(63).optional(),
  mine: flag,
  askedForOthers: flag.describe("Only what the caller asked for somebody else"),
  bundle: z.string().max(63).optional().describe("Id of a bundle: what was asked in one submit"),
  requester: z.string().max(300).optional().describe("Id of the principal whose access it is about"),
  decidable: flag.describe("Only what the caller can decide now, most urgent first"),
  ...pageSchema,
});

export type ListRequestsInput = z.output<typeof listRequestsSchema>;
