import type { AddressInfo } from "node:net";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import type { MailConfig } from "@/lib/config/config";

/** For tests: a mail server on this machine that keeps what it takes. */
export interface TestSmtp {
  config: MailConfig;
  /** Oldest first. */
  mails: ParsedMail[];
  /** An SMTP reply that refuses the next mails to this address, by the part before the @. */
  refuse(recipient: string, code: number): void;
  close(): Promise<void>;
}

export async function startTestSmtp(): Promise<TestSmtp> {
  const mails: ParsedMail[] = [];
  const refused = new Map<string, number>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onRcptTo({ address }, _session, done) {
      const code = refused.get(address.slice(0, address.indexOf("@")));
      done(code ? Object.assign(new Error(`<${address}>: refused by a test`), { responseCode: code }) : null);
    },
    onData(stream, _session, done) {
      simpleParser(stream).then((mail) => {
        mails.push(mail);
        done();
      }, done);
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    config: {
      host: "127.0.0.1",
      port,
      tls: "none",
      credentials: null,
      from: "Daypass <daypass@example.com>",
    },
    mails,
    refuse: (recipient, code) => refused.set(recipient, code),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
