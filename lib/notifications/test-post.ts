import { deliverDueMessages } from "@/lib/outbox/deliver";
import type { Runtime } from "@/lib/runtime/runtime";
import { carryOf } from "@/lib/worker/carry";

/** For tests: does all that is due, what came of it included. */
export async function workOff(runtime: Runtime): Promise<void> {
  const carry = carryOf(runtime);
  while ((await deliverDueMessages(runtime, carry, 200)) > 0);
}

/** As if everything that waits had waited long enough. */
export async function passTime(runtime: Runtime): Promise<void> {
  await runtime.pool.query(
    "update outbox_message set next_attempt_at = now() - interval '1 ms', tried_at = case when tried_at is not null then now() - interval '1 hour' end where delivered_at is null",
  );
}
