import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** For the tests under fire: how a peer behaves for a while. */
export const weathers = ["fine", "down", "slow", "error", "cut"] as const;
export type Weather = (typeof weathers)[number];

const slowMs = 150;

/** A slow peer thinks. */
export const think = (weather: Weather) => (weather === "slow" ? sleep(slowMs) : undefined);

/** It took what came, and whoever sent it cannot know. */
export const cutSoon = (socket: Socket | null | undefined) =>
  void setTimeout(() => socket?.destroy(), slowMs);

/** What a peer that speaks HTTP answers in this weather; `take` is asked only where what came is taken. */
export async function answerIn(
  weather: Weather,
  response: ServerResponse,
  take: () => { status: number; body?: string },
): Promise<void> {
  if (weather === "down") return void response.socket?.destroy();
  if (weather === "error") return void response.writeHead(500).end("no");
  await think(weather);
  const { status, body = "" } = take();
  if (weather !== "cut") return void response.writeHead(status).end(body);
  response.writeHead(200, { "content-length": body.length + 100 }).write(body || "half an ans");
  cutSoon(response.socket);
}
