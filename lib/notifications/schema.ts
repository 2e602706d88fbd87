import { z } from "zod";
import { flag, pageSchema } from "@/lib/input/fields";
import { notificationTopics, topicOfKind } from "./kinds";

const kinds = Object.keys(topicOfKind) as [keyof typeof topicOfKind, ...(keyof typeof topicOfKind)[]];

/** The one shape in which a notification reaches its reader. */
export const notificationViewSchema = z
  .strictObject({
    id: z.string(),
    kind: z.enum(kinds),
    topic: z.enum(notificationTopics),
    title: z.string(),
    sentence: z.string(),
    why: z.string().nullable(),
    quote: z.strictObject({ by: z.string(), text: z.string() }).nullable(),
    path: z.string().describe("Where it leads, on this server; to no dialog once it is settled"),
    requestId: z.string().nullable(),
    at: z.iso.datetime(),
    readAt: z.iso.datetime().nullable(),
    closedAt: z.iso.datetime().nullable().describe("When what it asks for was settled"),
    outcome: z.string().nullable().describe("What became of it"),
  })
  .meta({ id: "Notification" });

export type NotificationView = z.output<typeof notificationViewSchema>;

export const listNotificationsSchema = z.strictObject({
  ...pageSchema,
  unread: flag.describe("Only what is neither read nor settled"),
});

export const markReadSchema = z.strictObject({
  ids: z.array(z.string().min(1).max(64)).max(200).optional().describe("These; without it all of yours"),
});
