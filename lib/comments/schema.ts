import { z } from "zod";
import { pageSchema, plainText } from "@/lib/input/fields";

export const longestComment = 2_000;
const mostMentions = 20;

export const commentOnRequestSchema = z.strictObject({
  text: plainText(longestComment).min(1, "say something"),
  mentions: z
    .array(z.string().max(64))
    .max(mostMentions, `at most ${mostMentions} people`)
    .refine((ids) => new Set(ids).size === ids.length, "each person once")
    .default([])
    .describe("Ids of people who are told of it; only who can see the request can be mentioned"),
});

export const listCommentsSchema = z.strictObject(pageSchema);

export const listMentionableSchema = z.strictObject({
  q: plainText(100).default("").describe("Part of a name; without one, those whom the request concerns"),
});

export const mentionedSchema = z.strictObject({ id: z.string(), name: z.string() });

export type Mentioned = z.output<typeof mentionedSchema>;

/** The one shape in which a comment reaches a page or the wire. */
export const commentViewSchema = z
  .strictObject({
    id: z.string(),
    author: z.strictObject({ id: z.string(), name: z.string() }),
    text: z.string(),
    mentions: z.array(mentionedSchema),
    at: z.iso.datetime(),
  })
  .meta({ id: "Comment" });

export type CommentView = z.output<typeof commentViewSchema>;
