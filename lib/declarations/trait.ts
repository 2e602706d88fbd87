import { z } from "zod";
import { approvalPolicy } from "./approval-policy";
import {
  action,
  audience,
  claim,
  distinct,
  duration,
  httpsUrl,
  issuerUrl,
  name,
  named,
  plainText,
  principal,
  resource,
  scope,
  strings,
  titleLine,
} from "./terms";

// The one definition of the properties of the OAM trait `access`. Durations stay as written, so that the digest is over what
// the team wrote; rules.ts turns them into seconds.

const durationRange = z.strictObject({ default: duration.optional(), max: duration.optional() });

const authContext = z.strictObject({
  acrValues: z.array(z.string().min(1).max(256)).min(1).max(10).optional(),
  amrValues: z.array(z.string().min(1).max(64)).min(1).max(10).optional(),
  maxAge: duration.optional(),
});

/** RFC 9396 object, copied into the token as it stands. */
const authorizationDetail = z
  .looseObject({
    type: z
      .string()
      .min(1)
      .max(256)
      .refine((type) => !type.toLowerCase().startsWith("urn:daypass:"), {
        error: "may not start with urn:daypass:, which only Daypass writes",
      }),
    locations: strings.optional(),
    actions: strings.optional(),
    datatypes: strings.optional(),
    identifier: z.string().max(512).optional(),
    privileges: strings.optional(),
  })
  .refine((detail) => Object.keys(detail).length <= 20, { error: "holds more than 20 members" });

// A token travels in an HTTP header, and servers cut those at 8 KiB.
const detailCharacters = 4096;

const role = z
  .strictObject({
    title: titleLine.optional(),
    description: plainText.optional(),
    actions: distinct(action, { min: 1, max: 100 }).optional(),
    resources: distinct(resource, { min: 1, max: 100 }).optional(),
    scopes: distinct(scope, { min: 1, max: 100 }).optional(),
    authorizationDetails: z
      .array(authorizationDetail)
      .min(1)
      .max(20)
      .refine((details) => JSON.stringify(details).length <= detailCharacters, {
        error: `are longer than ${detailCharacters} characters together`,
      })
      .optional(),
    duration: durationRange.optional(),
    approval: name.optional(),
    eligible: distinct(principal, { max: 50 }).optional(),
    environments: distinct(name, { min: 1, max: 30 }).optional(),
    conflictsWith: distinct(name, { max: 20 }).optional(),
    justification: z
      .strictObject({
        minLength: z.int().min(1).max(500).optional(),
        ticket: z.enum(["optional", "required"]).optional(),
      })
      .optional(),
    authContext: authContext.optional(),
    risk: z.enum(["low", "medium", "high", "critical"]).optional(),
    breakGlass: z.boolean().optional(),
  })
  .refine((declared) => declared.actions ?? declared.scopes ?? declared.authorizationDetails, {
    error: "lets nobody do anything: it needs scopes, actions or authorizationDetails",
  });

const environment = z.strictObject({
  title: titleLine.optional(),
  tier: z.enum(["development", "testing", "staging", "production", "other"]).optional(),
  topology: name.optional(),
  maxDuration: duration.optional(),
  approval: name.optional(),
  authContext: authContext.optional(),
  audience: httpsUrl.optional(),
});

const claimMatch = z.union(
  [
    z.strictObject({ claim, equals: z.union([z.string().max(256), z.boolean(), z.int()]) }),
    z.strictObject({ claim, in: strings }),
    z.strictObject({ claim, contains: z.string().min(1).max(256) }),
    z.strictObject({ claim, exists: z.literal(true) }),
  ],
  { error: "must be a claim and exactly one of equals, in, contains or exists: true" },
);

const issuerTrust = z.strictObject({
  issuer: issuerUrl,
  audiences: z.array(z.string().min(1).max(256)).min(1).max(10).optional(),
  subjectClaim: claim.optional(),
  mappings: z
    .array(
      z.strictObject({
        match: z.array(claimMatch).min(1).max(10),
        grant: z.enum(["owner", "approver", "eligible"]),
        roles: distinct(name, { max: 100 }).optional(),
      }),
    )
    .min(1)
    .max(100),
});

const tokenSettings = z.strictObject({
  audience: audience.optional(),
  format: z.enum(["at+jwt", "opaque"]).optional(),
  lifetime: duration.optional(),
  binding: z.enum(["none", "dpop", "mtls"]).optional(),
  claims: distinct(claim, { max: 20 }).optional(),
});

export const accessTrait = z.strictObject({
  schemaVersion: z.literal(1).optional(),
  title: titleLine.optional(),
  description: plainText.optional(),
  system: name.optional(),
  lifecycle: z.enum(["experimental", "production", "deprecated"]).optional(),
  owners: distinct(principal, { min: 1, max: 50 }),
  links: z
    .array(z.strictObject({ url: httpsUrl, title: titleLine.optional(), type: name.optional() }))
    .max(20)
    .optional(),
  defaults: z
    .strictObject({
      duration: durationRange.optional(),
      approval: name.optional(),
      eligible: distinct(principal, { max: 50 }).optional(),
    })
    .optional(),
  approvalPolicies: named(approvalPolicy, 20).optional(),
  roles: named(role, 100).refine((roles) => Object.keys(roles).length > 0, {
    error: "declares no role, so there is nothing to ask for",
  }),
  environments: named(environment, 30).optional(),
  trust: named(issuerTrust, 10).optional(),
  token: tokenSettings.optional(),
});

export type AccessTrait = z.output<typeof accessTrait>;
export type Role = AccessTrait["roles"][string];
export type Environment = NonNullable<AccessTrait["environments"]>[string];
