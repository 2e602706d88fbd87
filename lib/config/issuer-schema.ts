import { z } from "zod";
import { configName as name, variable } from "./fields";
import { webUrl } from "./web-url";

const words = z.string().trim().min(1).max(200);
const claimName = z.string().min(1).max(200);
const address = z
  .string()
  .refine((text) => webUrl(text), "must be an https address (http is for localhost only)");
const issuerAddress = address.refine((text) => !/[?#]/.test(text), "must have no query and no fragment");
const prefix = (kind: "group" | "user") =>
  z
    .string()
    .regex(new RegExp(`^${kind}:[A-Za-z0-9._-]{1,63}/$`), `must look like ${kind}:default/`)
    .default(`${kind}:default/`);

const signIn = z.strictObject({
  clientId: words,
  clientSecretEnv: variable,
  scope: z
    .string()
    .refine((text) => text.split(" ").includes("openid"), "must contain openid")
    .default("openid profile email groups"),
  label: words.max(60).optional(),
});

const claims = z.strictObject({
  name: claimName.default("name"),
  email: claimName.default("email"),
  groups: claimName.default("groups"),
  user: claimName.default("sub"),
  keep: z.array(claimName).max(50).default([]),
  slackUser: claimName.optional(),
  slackTeam: claimName.optional(),
});

const value = z.string().min(1).max(512);

const claimMatch = z.union(
  [
    z.strictObject({ claim: claimName, equals: z.union([value, z.boolean(), z.int()]) }),
    z.strictObject({ claim: claimName, in: z.array(value).min(1).max(100) }),
    z.strictObject({ claim: claimName, contains: value }),
    z.strictObject({ claim: claimName, exists: z.literal(true) }),
    z.strictObject({ claim: claimName, like: value }),
  ],
  { error: "must be a claim and exactly one of equals, in, contains, like or exists: true" },
);

const groupMapping = z.strictObject({
  match: z.array(claimMatch).min(1).max(10),
  groups: z
    .array(
      z.string().regex(/^group:[A-Za-z0-9._-]{1,63}\/[A-Za-z0-9._-]{1,63}$/, "must be group:default/name"),
    )
    .min(1)
    .max(50),
});

const trustDomain = z
  .string()
  .regex(/^[a-z0-9._-]{1,255}$/, "must be a SPIFFE trust domain in lower case, like prod.example.com");

const account = z.string().regex(/^\d{12}$/, "must be the twelve digits of an AWS account, in quotes");

const aws = z.strictObject({
  accounts: z.array(account).min(1).max(200),
  endpoints: z
    .array(
      address.refine(
        (text) => webUrl(text)?.origin === text,
        "must be an origin, like https://sts.eu-central-1.amazonaws.com",
      ),
    )
    .min(1)
    .max(50)
    .default(["https://sts.amazonaws.com"]),
});

/** One entry of `issuers`. */
export const issuerSchema = z.strictObject({
  name,
  issuer: issuerAddress,
  kind: z.enum(["user", "workload"]),
  audiences: z.array(words).min(1).optional(),
  signIn: signIn.optional(),
  claims: claims.prefault({}),
  groupPrefix: prefix("group"),
  userPrefix: prefix("user"),
  /** Groups that follow from what other claims say. */
  mappings: z.array(groupMapping).max(200).default([]),
  allowOwnerMappings: z.boolean().default(false),
  emailVerified: z.boolean().default(false),
  /** Where its keys are, for an issuer that publishes no discovery document. */
  jwksUrl: address.optional(),
  /** The SPIFFE trust domain that it speaks for. */
  trustDomain: trustDomain.optional(),
  /** AWS IAM: who may sign in with a signed GetCallerIdentity request. */
  aws: aws.optional(),
});
