import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createNetServer, type Server as NetServer } from "node:net";

/** For the tests under fire: how peers behave for a while. */
export const weathers = ["fine", "down", "slow", "error", "cut"] as const;
export type Weather = (typeof weathers)[number];

interface Peer {
  port: number;
  weather: Weather;
  close(): Promise<void>;
}

/** A webhook receiver that remembers, for each message that it took, its id and about what it was. */
export interface FireReceiver extends Peer {
  took: { id: string; about: string; type: string }[];
}

const slowMs = 150;
const later = (work: () => void) => setTimeout(work, slowMs);

export async function startFireReceiver(): Promise<FireReceiver> {
  const took: FireReceiver["took"] = [];
  const server: Server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const take = () => {
      const { type, data } = JSON.parse(body);
      took.push({ id: String(request.headers["webhook-id"]), about: data.requestId, type });
    };
    switch (peer.weather) {
      case "down":
        return void request.socket.destroy();
      case "error":
        return void response.writeHead(500).end("no");
      case "cut":
        // It took the message, and nobody can know.
        take();
        response.writeHead(200, { "content-length": 100 }).write("half an ans");
        return void later(() => request.socket.destroy());
      case "slow":
        return void later(() => {
          take();
          response.writeHead(204).end();
        });
      case "fine":
        take();
        return void response.writeHead(204).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const peer: FireReceiver = {
    port: (server.address() as AddressInfo).port,
    weather: "fine",
    took,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return peer;
}

/** A mail server that remembers, for each mail that it took, to whom and its headers. It speaks as little SMTP as it must. */
export interface FireSmtp extends Peer {
  took: { to: string; text: string }[];
}

export async function startFireSmtp(): Promise<FireSmtp> {
  const took: FireSmtp["took"] = [];
  const server: NetServer = createNetServer((socket) => {
    socket.on("error", () => {});
    if (peer.weather === "down") return void socket.destroy();
    const say = (line: string) =>
      peer.weather === "slow" ? later(() => socket.write(`${line}\r\n`)) : socket.write(`${line}\r\n`);
    let to = "";
    let data: string | null = null;
    let rest = "";
    socket.on("data", (chunk) => {
      rest += chunk;
      for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (data !== null) {
          if (line !== ".") {
            data += `${line}\n`;
            continue;
          }
          if (peer.weather !== "error") took.push({ to, text: data });
          data = null;
          if (peer.weather === "cut") return void socket.destroy();
          say(peer.weather === "error" ? "451 not now" : "250 taken");
        } else if (/^RCPT/i.test(line)) {
          to = /<(.+)>/.exec(line)?.[1] ?? "";
          say("250 ok");
        } else if (/^DATA/i.test(line)) {
          data = "";
          say("354 go on");
        } else if (/^QUIT/i.test(line)) {
          say("221 bye");
          socket.end();
        } else say("250 ok");
      }
    });
    say("220 test ESMTP");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const peer: FireSmtp = {
    port: (server.address() as AddressInfo).port,
    weather: "fine",
    took,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return peer;
}
