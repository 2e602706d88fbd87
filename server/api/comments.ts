import { z } from "zod";
import { commentOnRequest } from "@/lib/comments/comment-on-request";
import { listComments } from "@/lib/comments/list-comments";
import { listMentionable } from "@/lib/comments/list-mentionable";
import {
  commentOnRequestSchema,
  commentViewSchema,
  listCommentsSchema,
  listMentionableSchema,
  mentionedSchema,
} from "@/lib/comments/schema";
import { route } from "../route";
import { pageOf } from "./page";

const tag = "Requests";

export const commentRoutes = [
  route({
    method: "POST",
    path: "/api/v1/requests/{id}/comments",
    summary: "Say something about a request, to everybody who sees it",
    tag,
    auth: "principal",
    body: commentOnRequestSchema,
    response: commentViewSchema,
    status: 201,
    handler: ({ ctx, params, body }) => commentOnRequest(ctx, params.id, body),
  }),
  route({
    method: "GET",
    path: "/api/v1/requests/{id}/comments",
    summary: "What was said about a request, newest first",
    tag,
    auth: "principal",
    query: listCommentsSchema,
    response: pageOf(commentViewSchema),
    handler: ({ ctx, params, query }) => listComments(ctx, params.id, query),
  }),
  route({
    method: "GET",
    path: "/api/v1/requests/{id}/people",
    summary: "People whom a comment on a request may mention: those who can see it",
    tag,
    auth: "principal",
    query: listMentionableSchema,
    response: z.strictObject({ items: z.array(mentionedSchema) }),
    handler: ({ ctx, params, query }) => listMentionable(ctx, params.id, query),
  }),
];
