import { setTimeout as sleep } from "node:timers/promises";
import { newId } from "@/lib/db/ids";
import { insertMessages } from "@/lib/outbox/insert";
import { startFireReceiver, type Weather } from "@/lib/outbox/test-fire";
import { prepareFireProcesses } from "@/lib/outbox/test-fire-processes";
import type { Figure } from "./report";
import type { World } from "./world";

const minuteMs = 60_000;
const weathers: Weather[] = ["down", "slow", "error", "cut", "down"];
const killEveryMs = 5_000;
const askEveryMs = 250;

/** Five real minutes of a receiver that fails in every way, while processes are killed and new messages keep coming; then fine. */
export async function benchOutbox(world: World): Promise<Figure[]> {
  const receiver = await startFireReceiver();
  const webhook = {
    name: "siem",
    url: `http://127.0.0.1:${receiver.port}`,
    secret: "s".repeat(32),
    previousSecret: null,
    events: ["*"],
  };
  const { databaseUrl } = world.runtime.config;
  const processes = await prepareFireProcesses({ databaseUrl, webhooks: [webhook] });
  const { pool } = world.runtime;
  const expected = new Map<string, number>();
  let killed = 0;
  const put = async () => {
    const about = newId("req");
    const types = ["one", "two", "three"];
    expected.set(about, types.length);
    const messages = types.map((type) => ({
      destination: "siem",
      subject: about,
      type,
      payload: { type, data: { requestId: about } },
    }));
    await insertMessages(pool, messages);
  };
  let victim = await processes.start();
  await processes.start();
  for (const weather of weathers) {
    receiver.weather = weather;
    const until = Date.now() + minuteMs;
    for (let nextKill = Date.now() + killEveryMs; Date.now() < until; await sleep(askEveryMs)) {
      await put();
      if (Date.now() < nextKill) continue;
      nextKill += killEveryMs;
      await processes.kill(victim);
      killed += 1;
      victim = await processes.start();
    }
  }
  receiver.weather = "fine";
  const fineAt = performance.now();
  const waiting = async () => {
    const { rows } = await pool.query<{ count: number }>(
      "select count(*)::int as count from outbox_message where delivered_at is null",
    );
    return rows[0]?.count ?? 0;
  };
  while ((await waiting()) > 0 && performance.now() - fineAt < 10 * minuteMs) await sleep(500);
  const caughtUp = (performance.now() - fineAt) / 1000;
  await processes.killAll();
  await receiver.close();
  const orders = [...expected.keys()].map((about) =>
    receiver.took
      .filter((message) => message.about === about)
      .map(({ type }) => type)
      .filter((type, index, all) => type !== all[index - 1])
      .join(" "),
  );
  const total = expected.size * 3;
  const distinct = new Set(receiver.took.map(({ id }) => id)).size;
  return [
    { name: "messages in five minutes of failures", value: total, unit: "messages" },
    { name: "processes killed meanwhile", value: killed, unit: "SIGKILLs" },
    { name: "lost", value: total - distinct, unit: "messages", target: "0" },
    {
      name: "out of order",
      value: orders.filter((order) => order !== "one two three").length,
      unit: "subjects",
      target: "0",
    },
    { name: "delivered more than once", value: receiver.took.length - distinct, unit: "messages" },
    { name: "all there after the receiver was well again", value: caughtUp, unit: "s" },
  ];
}
