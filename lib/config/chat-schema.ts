import { z } from "zod";
import type { NotificationKind } from "@/lib/notifications/kinds";
import { configName, reference, variable } from "./fields";
import { webUrl } from "./web-url";

/** What can be told in a room, where several people read it and nobody is addressed. */
export const roomEvents = [
  "decision-wanted",
  "decision-escalated",
  "proposal-waiting",
  "request-approved",
  "request-denied",
  "request-lapsed",
  "access-revoked",
  "break-glass-opened",
  "review-due",
  "review-overdue",
] as const satisfies NotificationKind[];

const slackId = (kind: string, letters: string) =>
  z
    .string()
    .regex(
      new RegExp(`^[${letters}][A-Z0-9]{2,30}$`),
      `must be the id of ${kind}, like ${letters[0]}0123ABCD`,
    );

const apiAddress = z
  .string()
  .refine((text) => webUrl(text), "must be an https address (http is for localhost only)")
  .transform((text) => (text.endsWith("/") ? text : `${text}/`));

export const slackSchema = z.strictObject({
  botTokenEnv: variable,
  signingSecretEnv: variable,
  teamId: slackId("a workspace", "TE").nullable().default(null),
  appId: slackId("an app", "A").nullable().default(null),
  /** Where alarms are told, besides those whom they concern. */
  channel: slackId("a channel", "CG").nullable().default(null),
  apiUrl: apiAddress.default("https://slack.com/api/"),
});

export const teamsSchema = z
  .strictObject({
    name: configName,
    url: z.string().optional(),
    urlEnv: variable.optional(),
    events: z.array(z.enum([...roomEvents, "*"])).min(1),
    for: z.array(reference).min(1).nullable().default(null),
  })
  .refine(
    (room) => (room.url === undefined) !== (room.urlEnv === undefined),
    "must have either url or urlEnv",
  );

export type WrittenSlack = z.infer<typeof slackSchema>;
export type WrittenTeams = z.infer<typeof teamsSchema>;
