import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import type { CalendarOptions } from "./calendar";
import type { CalendarAnswer, CalendarTask } from "./calendar-worker";
import { type NamedShift, ScheduleProblem } from "./shift";

const timeLimitMs = 10_000;

/**
 * Reads a calendar in a thread of its own: there are rules of repetition that no library comes to an end with, and 10,000
 * events would keep everybody else waiting. Throws a ScheduleProblem.
 */
export async function readInThread(
  text: string,
  options: CalendarOptions,
  limitMs = timeLimitMs,
): Promise<NamedShift[]> {
  const workerData: CalendarTask = { text, options };
  const worker = new Worker(createRequire(import.meta.url).resolve("#on-call/calendar-worker"), {
    name: "daypass-calendar",
    workerData,
    env: {},
    argv: [],
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 },
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    const answer = await new Promise<CalendarAnswer>((resolve) => {
      timer = setTimeout(() => resolve({ problem: "takes too long to work out" }), limitMs);
      worker.once("message", resolve);
      worker.once("error", () => resolve({ problem: "takes more than can be worked out" }));
      worker.once("exit", () => resolve({ problem: "could not be worked out" }));
    });
    if ("problem" in answer) throw new ScheduleProblem(answer.problem);
    return answer.shifts;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
