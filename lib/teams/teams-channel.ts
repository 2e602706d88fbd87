import type { TeamsConfig } from "@/lib/config/config";
import type { Channel, ChannelOf, Delivery, Message } from "@/lib/notifications/channel";
import { pauseOf } from "@/lib/outbox/retry-after";
import { cardOf } from "./card";

const withinMs = 9_000;

/** Tells rooms of Microsoft Teams what they want to hear of. Nobody is reached by themselves. Null while there is no room. */
export const teamsChannel: ChannelOf = ({ config: { teams } }) =>
  teams.length === 0
    ? null
    : ({
        name: "teams",
        reaches: () => false,
        roomsFor: (kind, { refs }) =>
          teams
            .filter((room) => room.events.includes(kind))
            .filter((room) => room.for === null || room.for.some((ref) => refs.includes(ref)))
            .map((room) => room.name),
        deliver: (_runtime, message) => deliver(teams, message),
      } satisfies Channel);

async function deliver(teams: readonly TeamsConfig[], message: Message): Promise<Delivery> {
  const { to } = message;
  const room = to.kind === "room" ? teams.find(({ name }) => name === to.room) : undefined;
  if (!room) return { state: "unreachable", reason: "daypass.yaml no longer names this room" };
  try {
    const response = await fetch(room.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(cardOf(message)),
      redirect: "error",
      signal: AbortSignal.timeout(withinMs),
    });
    await response.body?.cancel();
    if (response.ok) return { state: "delivered", reference: null };
    return { state: "failed", failure: `Teams answered ${response.status}`, ...pauseOf(response) };
  } catch (error) {
    // Never the error's own words: the address in them is as good as a secret.
    const late = error instanceof Error && error.name === "TimeoutError";
    return { state: "failed", failure: late ? "Teams did not answer in time" : "Teams could not be reached" };
  }
}
