import { z } from "zod";
import { accessTrait } from "@/lib/declarations/trait";

const frame = {
  id: z.string(),
  ref: z.string().describe("namespace/application/component"),
  title: z.string(),
  description: z.string().nullable(),
  system: z.string().nullable(),
  lifecycle: z.string().nullable(),
  status: z.enum(["active", "withdrawn"]),
  owners: z.array(z.string()),
  environments: z.array(z.string()),
  isFavourite: z.boolean().describe("Whether you marked it, to find it first"),
};

const role = {
  name: z.string(),
  title: z.string(),
  scopes: z.array(z.string()),
  maxDurationSeconds: z.int().describe("The longest in any environment"),
  risk: z.enum(["low", "medium", "high", "critical"]),
  requestable: z.boolean().describe("Whether you may ask for it somewhere"),
  reason: z.string().optional().describe("Why not"),
};

export const serviceSchema = z
  .strictObject({ ...frame, roles: z.array(z.strictObject(role).meta({ id: "Role" })) })
  .meta({ id: "Service" });

const rolePlace = z.strictObject({
  environment: z.string().nullable(),
  maxDurationSeconds: z.int(),
  defaultDurationSeconds: z.int(),
  cappedBy: z.string().describe("Whose limit the maximum is"),
  approval: z.string().describe("In words"),
  review: z.string().nullable().describe("In words: who looks at the access once it has ended, and how soon"),
  signIn: z.string().nullable().describe("The sign-in that asking and approving take, in words; null: any"),
  mayAskForOthers: z.boolean().describe("Whether the caller may ask for it here for somebody else"),
  requestable: z.boolean(),
  reason: z.string().optional(),
});

const roleDetail = z
  .strictObject({
    ...role,
    description: z.string().nullable(),
    permissions: z.array(z.string()).describe("In words, one line each"),
    eligible: z.array(z.string()),
    conflictsWith: z.array(z.string()),
    mayAskForOthers: z.boolean().describe("Whether you may ask for it for somebody else who is eligible"),
    justification: z.strictObject({ minLength: z.int(), ticket: z.enum(["none", "optional", "required"]) }),
    breakGlass: z.boolean().describe("For emergencies: granted at once, and reviewed afterwards"),
    places: z.array(rolePlace),
  })
  .meta({ id: "RoleDetail" });

export const serviceDetailSchema = z
  .strictObject({
    ...frame,
    roles: z.array(roleDetail),
    links: z.array(
      z.strictObject({ url: z.string(), title: z.string().optional(), type: z.string().optional() }),
    ),
    places: z.array(z.strictObject({ name: z.string(), title: z.string(), tier: z.string().nullable() })),
    source: z.strictObject({ name: z.string(), kind: z.string(), staleSince: z.iso.datetime().nullable() }),
    declaration: z.strictObject({
      id: z.string(),
      version: z.int(),
      digest: z.string(),
      file: z.string(),
      line: z.int(),
      publishedAt: z.iso.datetime(),
      isAsDeclared: z
        .boolean()
        .describe("False while what the source says waits for an owner's yes, or was refused"),
      trait: accessTrait.meta({ id: "AccessTrait" }),
    }),
    isOwner: z.boolean(),
    abilities: z
      .array(z.enum(["edit", "see-refusals"]))
      .describe(
        "What the caller may do here: try out a change of the declaration, see whom the service refuses",
      ),
  })
  .meta({ id: "ServiceDetail" });
