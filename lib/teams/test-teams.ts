import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TeamsConfig } from "@/lib/config/config";
import { answerIn, type Weather } from "@/lib/outbox/test-weather";

/** For tests: the address of a workflow on this machine. It answers 202 to a card, as workflows do. */
export interface TestTeams {
  room(name: string, wants: Pick<TeamsConfig, "events" | "for">): TeamsConfig;
  /** What it took, oldest first: the room, what the card says in one line, and where its button leads. */
  cards: { room: string; said: string; leadsTo: string }[];
  /** Each next call meets the next status; after the last one all is well. */
  troubles: number[];
  weather: Weather;
  stop(): Promise<void>;
}

export async function startTestTeams(): Promise<TestTeams> {
  const server = createServer(async (incoming, outgoing) => {
    let body = "";
    for await (const chunk of incoming) body += chunk;
    const trouble = teams.troubles.shift();
    if (trouble) return void outgoing.writeHead(trouble).end();
    await answerIn(teams.weather, outgoing, () => {
      const { content } = JSON.parse(body).attachments[0];
      const room = (incoming.url ?? "").slice(1);
      teams.cards.push({ room, said: content.fallbackText, leadsTo: content.actions[0].url });
      return { status: 202 };
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const teams: TestTeams = {
    room: (name, wants) => ({ name, url: `http://127.0.0.1:${port}/${name}`, ...wants }),
    cards: [],
    troubles: [],
    weather: "fine",
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return teams;
}
