import { setTimeout as sleep } from "node:timers/promises";
import { decideRequest } from "@/lib/approvals/decide-request";
import { contextOf } from "@/lib/db/test-world";
import { signInReachable } from "@/lib/notifications/test-peers";
import { cancelRequest } from "@/lib/requests/cancel-request";
import { createRequest } from "@/lib/requests/create-request";
import type { Runtime } from "@/lib/runtime/runtime";

const thinkMs = 2_000;

/** Requests that begin, and go on by themselves: approved, denied, taken back or left alone. */
export async function startStories(runtime: Runtime) {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const owners = await Promise.all(
    ["olivia", "oscar"].map((name) => signInReachable(runtime, name, "orders-team")),
  );

  async function story(number: number): Promise<void> {
    const asker = contextOf(runtime, await signInReachable(runtime, `asker-${number}`, "engineering"));
    const seats = number % 3 === 0 ? 2 : 1;
    const { id } = await createRequest(asker, {
      service: "shop/orders/orders-api",
      role: seats === 2 ? "pair" : "reader",
      environment: "staging",
      durationSeconds: 3_600,
      justification: "under fire",
    });
    if (number % 4 === 1) return;
    await sleep(thinkMs);
    if (number % 4 === 2) return void (await cancelRequest(asker, id));
    const verdict = number % 5 === 0 ? "deny" : "approve";
    for (const owner of owners.slice(0, verdict === "deny" ? 1 : seats))
      await decideRequest(contextOf(runtime, owner), id, { verdict });
  }

  const stories = {
    begun: 0,
    begin() {
      stories.begun += 1;
      const ending = story(stories.begun)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => running.delete(ending));
      running.add(ending);
    },
    /** Waits for what goes on; throws what went wrong. */
    async end() {
      await Promise.all(running);
      if (failures.length > 0)
        throw new AggregateError(failures, "Daypass refused what people did meanwhile");
    },
  };
  return stories;
}
