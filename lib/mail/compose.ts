import type { SendMailOptions } from "nodemailer";
import type { Config } from "@/lib/config/config";
import type { Digest, Message } from "@/lib/notifications/channel";
import type { Principal } from "@/lib/principals/principal";
import { oneLine } from "./escape";
import { digestHtml, messageHtml } from "./html";
import { digestText, messageText } from "./text";

export type Mail = SendMailOptions;

const longestSubject = 150;
/** One address and nothing else: no list, no comment, no line end. */
const oneAddress = /^[^\s"(),:;<>@[\\\]]{1,64}@[A-Za-z0-9.-]{1,253}$/;

/** Where a person's mail goes; null when their issuer gave no address, or none that is one. */
export const addressOf = ({ email }: Pick<Principal, "email">): string | null =>
  email !== null && oneAddress.test(email) ? email : null;

/** The mail of one message. All about one request stays together in mail programs: its mails refer to a root that was never sent. */
export function mailOf(message: Message, to: string, config: Config): Mail {
  const root = `<${message.thread}@${hostOf(config)}>`;
  return {
    ...common(to, message.id, config),
    subject: oneLine(message.title, longestSubject),
    inReplyTo: root,
    references: root,
    priority: message.urgent ? "high" : "normal",
    text: messageText(message, config.baseUrl),
    html: messageHtml(message, config.baseUrl),
  };
}

/** One mail instead of many. */
export function digestMailOf(digest: Digest, to: string, config: Config): Mail {
  const { messages } = digest;
  const asks = messages.every(({ topic }) => topic === "asked");
  const title = asks ? `${messages.length} things wait for you` : `${messages.length} messages from Daypass`;
  return {
    ...common(to, `${messages[0]?.id}.digest.${messages.length}`, config),
    subject: title,
    text: digestText(digest, config.baseUrl),
    html: digestHtml(digest, title, config.baseUrl),
  };
}

function common(to: string, id: string, config: Config): Mail {
  return {
    from: config.mail?.from,
    to: { name: "", address: to },
    messageId: `<${id}@${hostOf(config)}>`,
    // Nobody's holiday answers it.
    headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
    list: { unsubscribe: `${config.baseUrl}/notifications` },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

const hostOf = ({ baseUrl }: Config) => new URL(baseUrl).hostname;
