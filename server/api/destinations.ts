import { z } from "zod";
import { listDestinations, listStuckMessages } from "@/lib/outbox/queries";
import { replayMessages } from "@/lib/outbox/replay-messages";
import { destinationViewSchema, replayMessagesSchema, stuckMessageViewSchema } from "@/lib/outbox/schema";
import { route } from "../route";
import { pageOf } from "./page";

const tag = "Administration";

export const destinationRoutes = [
  route({
    method: "GET",
    path: "/api/v1/destinations",
    summary: "How what leaves this server is doing, by where it goes (admins and auditors)",
    tag,
    auth: "principal",
    response: pageOf(destinationViewSchema),
    handler: async ({ ctx }) => ({ items: await listDestinations(ctx), nextCursor: null }),
  }),
  route({
    method: "GET",
    path: "/api/v1/destinations/{id}/messages",
    summary: "What did not arrive there, oldest first (admins and auditors)",
    tag,
    auth: "principal",
    response: pageOf(stuckMessageViewSchema),
    handler: async ({ ctx, params }) => ({
      items: await listStuckMessages(ctx, params.id),
      nextCursor: null,
    }),
  }),
  route({
    method: "POST",
    path: "/api/v1/destinations/{id}/replay",
    summary: "Send again what did not arrive: one message, or all of it (admins)",
    tag,
    auth: "principal",
    body: replayMessagesSchema,
    response: z.strictObject({ replayed: z.int() }),
    handler: ({ ctx, params, body }) => replayMessages(ctx, params.id, body),
  }),
];
