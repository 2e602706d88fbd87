import type { AddressInfo, Socket } from "node:net";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";
import type { MailConfig } from "@/lib/config/config";
import { cutSoon, think, type Weather } from "@/lib/outbox/test-weather";

/** For tests: a mail server on this machine that keeps what it takes. */
export interface TestSmtp {
  config: MailConfig;
  /** Oldest first. */
  mails: ParsedMail[];
  /** An SMTP reply that refuses the next mails to this address, by the part before the @. */
  refuse(recipient: string, code: number): void;
  weather: Weather;
  close(): Promise<void>;
}

export async function startTestSmtp(): Promise<TestSmtp> {
  const sockets = new Map<number, Socket>();
  const refused = new Map<string, number>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    async onRcptTo({ address }, _session, done) {
      const code = refused.get(address.slice(0, address.indexOf("@")));
      await think(smtp.weather);
      done(code ? Object.assign(new Error(`<${address}>: refused by a test`), { responseCode: code }) : null);
    },
    onData(stream, { remotePort }, done) {
      simpleParser(stream).then((mail) => {
        if (smtp.weather === "error") return done(Object.assign(new Error("not now"), { responseCode: 451 }));
        smtp.mails.push(mail);
        if (smtp.weather === "cut") return cutSoon(sockets.get(remotePort));
        done();
      }, done);
    },
  });
  server.on("error", () => {});
  server.server.prependListener("connection", (socket: Socket) => {
    const { remotePort = 0 } = socket;
    sockets.set(remotePort, socket);
    socket.on("close", () => sockets.delete(remotePort));
    if (smtp.weather === "down") socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  const smtp: TestSmtp = {
    config: {
      host: "127.0.0.1",
      port,
      tls: "none",
      credentials: null,
      from: "Daypass <daypass@example.com>",
    },
    mails: [],
    weather: "fine",
    refuse: (recipient, code) => refused.set(recipient, code),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return smtp;
}
