import { z } from "zod";

// Block Kit as its reference says it, as far as Daypass uses it: what is not in here, Slack would be asked about in vain.

const plain = (max: number) =>
  z.strictObject({
    type: z.literal("plain_text"),
    text: z.string().min(1).max(max),
    emoji: z.boolean().optional(),
  });
const mrkdwn = (max: number) =>
  z.strictObject({
    type: z.literal("mrkdwn"),
    text: z
      .string()
      .min(1)
      .max(max)
      // An ampersand or angle bracket that is no markup has to be an entity.
      .refine((text) => !/&(?!amp;|lt;|gt;)/.test(text), "unescaped &")
      .refine(
        (text) =>
          !/[<>]/.test(
            text.replace(/<(?:https?:[^<>|\s]+|!date\^\d+\^[^<>|]+)\|[^<>|]+>/g, "").replace(/^> /gm, ""),
          ),
        "unescaped <>",
      ),
    verbatim: z.boolean().optional(),
  });

const confirm = z.strictObject({ title: plain(100), text: plain(300), confirm: plain(30), deny: plain(30) });

const button = z.strictObject({
  type: z.literal("button"),
  action_id: z.string().max(255),
  text: plain(75),
  value: z.string().max(2_000).optional(),
  url: z.url().max(3_000).optional(),
  style: z.enum(["primary", "danger"]).optional(),
  confirm: confirm.optional(),
});

const select = z.strictObject({
  type: z.literal("static_select"),
  action_id: z.string().max(255),
  options: z
    .array(z.strictObject({ text: plain(75), value: z.string().max(150) }))
    .min(1)
    .max(100),
});

const typed = z.strictObject({
  type: z.literal("plain_text_input"),
  action_id: z.string().max(255),
  multiline: z.boolean().optional(),
  max_length: z.int().min(1).max(3_000).optional(),
});

const blockId = z.string().max(255).optional();

const section = z
  .strictObject({
    type: z.literal("section"),
    block_id: blockId,
    text: mrkdwn(3_000).optional(),
    fields: z.array(mrkdwn(2_000)).min(1).max(10).optional(),
  })
  .refine((block) => block.text || block.fields, "a section needs text or fields");

const actions = z.strictObject({
  type: z.literal("actions"),
  block_id: blockId,
  elements: z
    .array(button)
    .min(1)
    .max(25)
    .refine((all) => new Set(all.map((each) => each.action_id)).size === all.length, "action_id used twice"),
});

const context = z.strictObject({
  type: z.literal("context"),
  block_id: blockId,
  elements: z.array(mrkdwn(3_000)).min(1).max(10),
});

const input = z.strictObject({
  type: z.literal("input"),
  block_id: blockId,
  label: plain(2_000),
  hint: plain(2_000).optional(),
  optional: z.boolean().optional(),
  element: z.discriminatedUnion("type", [select, typed]),
});

export const messageBlocks = z
  .array(z.union([section, actions, context]))
  .min(1)
  .max(50);

export const modalView = z.strictObject({
  type: z.literal("modal"),
  callback_id: z.string().max(255).optional(),
  private_metadata: z.string().max(3_000).optional(),
  title: plain(24),
  submit: plain(24).optional(),
  close: plain(24).optional(),
  blocks: z
    .array(z.union([section, context, input]))
    .min(1)
    .max(100),
});

export type Button = z.output<typeof button>;
export type SentBlocks = z.output<typeof messageBlocks>;
export type SentView = z.output<typeof modalView>;
