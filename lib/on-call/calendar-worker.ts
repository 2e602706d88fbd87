import { parentPort, workerData } from "node:worker_threads";
import { type CalendarOptions, readCalendar } from "./calendar";
import { type NamedShift, ScheduleProblem } from "./shift";

export interface CalendarTask {
  text: string;
  options: CalendarOptions;
}

export type CalendarAnswer = { shifts: NamedShift[] } | { problem: string };

// The entry of a thread, bundled by itself: scripts/build.mjs. It reads one calendar and ends.
function answer({ text, options }: CalendarTask): CalendarAnswer {
  try {
    return { shifts: readCalendar(text, options) };
  } catch (error) {
    return {
      problem: error instanceof ScheduleProblem ? error.message : "holds something that cannot be read",
    };
  }
}
parentPort?.postMessage(answer(workerData));
