import { z } from "zod";
import { markRead } from "@/lib/notifications/mark-read";
import { preferencesSchema } from "@/lib/notifications/preferences";
import { getPreferences, listNotifications } from "@/lib/notifications/queries";
import { listNotificationsSchema, markReadSchema, notificationViewSchema } from "@/lib/notifications/schema";
import { setPreferences } from "@/lib/notifications/set-preferences";
import { route } from "../route";
import { pageOf } from "./page";

const tag = "Me";

export const notificationRoutes = [
  route({
    method: "GET",
    path: "/api/v1/notifications",
    summary: "What you were told, newest first",
    tag,
    auth: "principal",
    query: listNotificationsSchema,
    response: pageOf(notificationViewSchema),
    handler: ({ ctx, query }) => listNotifications(ctx, query),
  }),
  route({
    method: "POST",
    path: "/api/v1/notifications/read",
    summary: "Mark them as read, these or all",
    tag,
    auth: "principal",
    body: markReadSchema,
    response: z.strictObject({ read: z.int().describe("How many were not read yet") }),
    handler: ({ ctx, body }) => markRead(ctx, body),
  }),
  route({
    method: "GET",
    path: "/api/v1/me/notifications",
    summary: "What reaches you, where and when",
    tag,
    auth: "principal",
    response: preferencesSchema,
    handler: ({ ctx }) => getPreferences(ctx),
  }),
  route({
    method: "PUT",
    path: "/api/v1/me/notifications",
    summary: "Choose what reaches you, where and when",
    tag,
    auth: "principal",
    body: preferencesSchema,
    response: preferencesSchema,
    handler: ({ ctx, body }) => setPreferences(ctx, body),
  }),
];
