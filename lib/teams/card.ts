import type { Message } from "@/lib/notifications/channel";
import { cut } from "@/lib/notifications/cut";

// Adaptive Cards 1.4, in the envelope that the webhook of a workflow takes. A card says what happened and leads here; it
// never decides. What people wrote stands in text runs, which read no markup.

interface TextRun {
  type: "TextRun";
  text: string;
  weight?: "Bolder";
  size?: "Medium";
  italic?: boolean;
  isSubtle?: boolean;
}

interface RichTextBlock {
  type: "RichTextBlock";
  spacing?: "Small" | "Medium";
  inlines: TextRun[];
}

export interface TeamsMessage {
  type: "message";
  attachments: {
    contentType: "application/vnd.microsoft.card.adaptive";
    contentUrl: null;
    content: {
      $schema: "http://adaptivecards.io/schemas/adaptive-card.json";
      type: "AdaptiveCard";
      version: "1.4";
      fallbackText: string;
      msteams: { width: "Full" };
      body: RichTextBlock[];
      actions: { type: "Action.OpenUrl"; title: string; url: string }[];
    };
  }[];
}

/** Teams takes 28 KB; what people wrote is cut so that the whole stays well below, in any script. */
const longest = { sentence: 600, quote: 1_500, fact: 300, facts: 10 };

export function cardOf(message: Message): TeamsMessage {
  const { sentence, quote, action } = message;
  const body: RichTextBlock[] = [
    block({ text: cut(sentence, longest.sentence), weight: "Bolder", size: "Medium" }),
  ];
  if (quote) body.push(block({ text: `“${cut(quote.text, longest.quote)}”`, italic: true }));
  body.push(...message.facts.slice(0, longest.facts).map(({ label, value }) => fact(label, value)));
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        contentUrl: null,
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          fallbackText: cut(sentence, longest.sentence),
          msteams: { width: "Full" },
          body,
          actions: [{ type: "Action.OpenUrl", title: cut(action.label, 60), url: action.url }],
        },
      },
    ],
  };
}

const block = (run: Omit<TextRun, "type">): RichTextBlock => ({
  type: "RichTextBlock",
  inlines: [{ type: "TextRun", ...run }],
});

const fact = (label: string, value: string): RichTextBlock => ({
  type: "RichTextBlock",
  spacing: "Small",
  inlines: [
    { type: "TextRun", text: `${cut(label, 60)}: `, isSubtle: true },
    { type: "TextRun", text: cut(value, longest.fact) },
  ],
});
