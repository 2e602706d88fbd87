import { countWords } from "../describe";

/** "three changes wait for a yes, two act at once", or "nothing changes in effect" */
export function changesSummary({ acts, waits }: Record<"acts" | "waits", readonly unknown[]>): string {
  const counted = (count: number) => `${countWords(count)} ${count === 1 ? "change" : "changes"}`;
  const verb = (count: number, one: string, several: string) => (count === 1 ? one : several);
  if (waits.length === 0) {
    if (acts.length === 0) return "nothing changes in effect";
    return `${counted(acts.length)} ${verb(acts.length, "acts", "act")} at once`;
  }
  const waiting = `${counted(waits.length)} ${verb(waits.length, "waits", "wait")} for a yes`;
  if (acts.length === 0) return `${waiting}, nothing acts at once`;
  return `${waiting}, ${countWords(acts.length)} ${verb(acts.length, "acts", "act")} at once`;
}
