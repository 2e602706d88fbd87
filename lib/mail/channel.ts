import nodemailer from "nodemailer";
import type { MailConfig } from "@/lib/config/config";
import type { ChannelOf, Delivery } from "@/lib/notifications/channel";
import { attemptMs, failureOf } from "@/lib/outbox/message";
import { addressOf, digestMailOf, type Mail, mailOf } from "./compose";

/** Mail over SMTP. What was sent cannot be changed; what was not sent when it was settled never is. */
export const mailChannel: ChannelOf = ({ config }) => {
  const { mail } = config;
  if (!mail) return null;
  return {
    name: "mail",
    reaches: (person) => person.kind === "user" && addressOf(person) !== null,
    async deliver(_runtime, message) {
      const to = message.to.kind === "person" ? addressOf(message.to.person) : null;
      return to === null ? noAddress : send(mail, mailOf(message, to, config));
    },
    async deliverDigest(_runtime, digest) {
      const to = addressOf(digest.person);
      return to === null ? noAddress : send(mail, digestMailOf(digest, to, config));
    },
  };
};

const noAddress: Delivery = { state: "unreachable", reason: "their issuer gives no mail address" };
const stepMs = 4_000;

async function send(config: MailConfig, mail: Mail): Promise<Delivery> {
  const { host, port, tls, credentials } = config;
  const transport = nodemailer.createTransport({
    host,
    port,
    secure: tls === "implicit",
    requireTLS: tls === "startTls",
    ignoreTLS: tls === "none",
    ...(credentials ? { auth: { user: credentials.username, pass: credentials.password } } : {}),
    connectionTimeout: stepMs,
    greetingTimeout: stepMs,
    socketTimeout: stepMs,
    dnsTimeout: stepMs,
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("the mail server took too long")), attemptMs - 500);
  });
  try {
    await Promise.race([transport.sendMail(mail), late]);
    return { state: "delivered", reference: null };
  } catch (error) {
    const failure = failureOf(error).replace(anyAddress, "(address)");
    return isRefusedForGood(error) ? { state: "unreachable", reason: failure } : { state: "failed", failure };
  } finally {
    clearTimeout(timer);
    transport.close();
  }
}

/** What a server says goes into the audit log, which keeps it for ever: without the addresses that servers repeat. */
const anyAddress = /[^\s<>@:;,"()]{1,64}@[A-Za-z0-9.-]{1,253}/g;

/** The server knows no such mailbox (RFC 5321, 4.2.1). Whatever else it refuses may be mended by those who run it. */
function isRefusedForGood(error: unknown): boolean {
  if (!(error instanceof Error) || !("responseCode" in error) || !("command" in error)) return false;
  return error.command === "RCPT TO" && [550, 551, 553].includes(Number(error.responseCode));
}
