import { z } from "zod";
import { slackSchema, teamsSchema } from "./chat-schema";
import { duration, configName as name, reference, variable } from "./fields";
import { issuerSchema } from "./issuer-schema";
import { onCallSchema } from "./on-call-schema";
import { sourceSchema } from "./source-schema";
import { webUrl } from "./web-url";

const isPattern = (text: string) => {
  try {
    return new RegExp(text, "u") instanceof RegExp;
  } catch {
    return false;
  }
};

const words = z.string().trim().min(1).max(200);
const address = z
  .string()
  .refine((text) => webUrl(text), "must be an https address (http is for localhost only)");
const serviceReference = z
  .string()
  .regex(/^[^/\s]{1,253}\/[^/\s]{1,253}\/[^/\s]{1,63}$/, "must be namespace/application/component");

const limits = z.strictObject({
  maxDuration: duration("12h"),
  minDuration: duration("1m"),
  pendingFor: duration("24h"),
  proposalPendingFor: duration("14d"),
  tokenLifetime: duration("10m"),
  apiTokenLifetime: duration("1h"),
  /** What a process takes at /oauth: of one principal, and of one service's credential. */
  tokenCallsPerSecond: z.int().min(1).max(1_000_000).default(50),
  serviceCallsPerSecond: z.int().min(1).max(1_000_000).default(2_000),
});

const longestTicket = 200;

const tickets = z.strictObject({
  /** What a ticket must be as a whole. */
  pattern: z
    .string()
    .min(1)
    .max(500)
    .refine(isPattern, "must be a regular expression as JavaScript reads it (with the u flag)"),
  example: words.max(longestTicket),
  /** Where a ticket is read: {ticket} stands for it. */
  url: z
    .string()
    .refine(
      (text) => text.includes("{ticket}") && webUrl(text.replaceAll("{ticket}", "x")),
      "must be an https address with {ticket} in it (http is for localhost only)",
    )
    .optional(),
});

const webhook = z.strictObject({
  name,
  url: address,
  secretEnv: variable,
  /** The one before, while receivers change to the new one. */
  previousSecretEnv: variable.optional(),
  events: z
    .array(z.string().regex(/^(\*|[a-z-]+\.(\*|[a-z-]+))$/, 'must be "*", "grant.*" or "grant.revoked"'))
    .min(1)
    .default(["*"]),
});

const mail = z.strictObject({
  host: z.string().regex(/^[A-Za-z0-9.:-]{1,253}$/, "must be the name of a host, or its address"),
  port: z.int().min(1).max(65_535).optional(),
  tls: z.enum(["implicit", "startTls", "none"]).default("startTls"),
  usernameEnv: variable.optional(),
  passwordEnv: variable.optional(),
  from: z
    .string()
    .regex(
      /^([^<>"\r\n]{0,100}<[^\s<>@]{1,64}@[^\s<>@]{1,253}>|[^\s<>@]{1,64}@[^\s<>@]{1,253})$/,
      "must be an address, like Daypass <daypass@example.com>",
    ),
});

/** daypass.yaml as written: unknown keys are refused everywhere. */
export const configFile = z.strictObject({
  version: z.literal(1),
  issuers: z.array(issuerSchema).min(1),
  admins: z.array(reference).default([]),
  auditors: z.array(reference).default([]),
  /** Workloads that may act for people who let them; absent: none may. */
  actors: z.array(reference).max(200).default([]),
  sources: z.array(sourceSchema).default([]),
  limits: limits.prefault({}),
  /** What tickets look like here; absent: any text is one. */
  tickets: tickets.optional(),
  webhooks: z.array(webhook).default([]),
  slack: slackSchema.nullable().default(null),
  teams: z.array(teamsSchema).default([]),
  onCall: z.array(onCallSchema).max(100).default([]),
  mail: mail.optional(),
  /** Where services are reached, for the lines that people copy. Said by the platform, never by a declaration. */
  serviceUrls: z.record(serviceReference, address).default({}),
});

export type ConfigFile = z.infer<typeof configFile>;
