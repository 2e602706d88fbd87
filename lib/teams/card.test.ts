import { expect, test } from "vitest";
import type { Message } from "@/lib/notifications/channel";
import { cardOf } from "./card";

const message: Message = {
  id: "msg_1",
  kind: "decision-wanted",
  topic: "asked",
  to: { kind: "room", room: "orders" },
  at: new Date("2026-11-25T17:30:00Z"),
  urgent: false,
  thread: "req_1",
  title: "Riley asks for refunder on Orders API",
  sentence: "Riley asks for refunder on Orders API in production for 4 h.",
  why: null,
  quote: { by: "Riley", text: "Customer 4711 was charged twice" },
  facts: [{ label: "Risk", value: "high" }],
  action: { label: "Decide", url: "https://daypass.example.com/requests/req_1?decide=approve" },
  request: null,
};

test("a card says what happened, and its one action is a link", () => {
  expect(cardOf(message)).toEqual({
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          fallbackText: message.sentence,
          msteams: { width: "Full" },
          body: [
            {
              type: "RichTextBlock",
              inlines: [{ type: "TextRun", text: message.sentence, weight: "Bolder", size: "Medium" }],
            },
            {
              type: "RichTextBlock",
              inlines: [{ type: "TextRun", text: "“Customer 4711 was charged twice”", italic: true }],
            },
            {
              type: "RichTextBlock",
              spacing: "Small",
              inlines: [
                { type: "TextRun", text: "Risk: ", isSubtle: true },
                { type: "TextRun", text: "high" },
              ],
            },
          ],
          actions: [{ type: "Action.OpenUrl", title: "Decide", url: message.action.url }],
        },
      },
    ],
  });
});

test.each(["長", "😀", '"', "\n", "&"])("the longest card stays below 28 KB: %j", (char) => {
  const long = char.repeat(5_000);
  const facts = Array.from({ length: 20 }, () => ({ label: long, value: long }));
  const card = cardOf({ ...message, sentence: long, quote: { by: long, text: long }, facts });
  expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThan(28 * 1024);
  expect(JSON.stringify(card)).not.toMatch(/\\ud[89ab]/i);
});

test("what people write is in text runs, which read no markup", () => {
  const [attachment] = cardOf({ ...message, sentence: "[click](https://evil.example) **now**" }).attachments;
  expect(attachment?.content.body.map(({ type }) => type)).toEqual([
    "RichTextBlock",
    "RichTextBlock",
    "RichTextBlock",
  ]);
});
