import type { Digest, Message } from "@/lib/notifications/channel";
import { oneLine } from "./escape";

const longestLine = 500;
const line = (text: string) => oneLine(text, longestLine);

/** Somebody's own words, marked line by line, so that they cannot pass for ours. */
const quoted = (text: string) =>
  text
    .split(/\r\n|\r|\n/)
    .map((each) => `> ${line(each)}`)
    .join("\n");

const footerText = (baseUrl: string) =>
  `-- \nDaypass at ${baseUrl}. Links only work for you, once you have signed in; nothing is decided by opening them.\nWhat reaches you, and when: ${baseUrl}/notifications`;

/** The plain text part of one message. */
export function messageText(message: Message, baseUrl: string): string {
  const { sentence, quote, facts, why, action } = message;
  return paragraphs([
    line(sentence),
    quote ? `${line(quote.by)} writes:\n${quoted(quote.text)}` : null,
    facts.map(({ label, value }) => `${line(label)}: ${line(value)}`).join("\n"),
    `${action.label}: ${action.url}`,
    why ? line(why) : null,
    footerText(baseUrl),
  ]);
}

/** The plain text part of several in one mail. */
export function digestText({ messages }: Digest, baseUrl: string): string {
  return paragraphs([
    ...messages.map(({ sentence, action }) => `* ${line(sentence)}\n  ${action.label}: ${action.url}`),
    footerText(baseUrl),
  ]);
}

const paragraphs = (parts: readonly (string | null)[]) => `${parts.filter(Boolean).join("\n\n")}\n`;
