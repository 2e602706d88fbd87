import { monitorEventLoopDelay } from "node:perf_hooks";

/** Does `work`, and gives for how long (milliseconds) nothing else could run at worst meanwhile. */
export async function longestBlock(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  // What it measures is the time between two of its ticks: there must be one before and one after.
  await new Promise((resolve) => setTimeout(resolve, 5));
  await work();
  await new Promise((resolve) => setTimeout(resolve, 5));
  delay.disable();
  return delay.max / 1e6;
}
