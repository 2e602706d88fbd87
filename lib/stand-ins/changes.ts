import type { Change } from "@/lib/audit/append";

/** What both may decide and hear of is another from now on. */
export const changesFor = (...people: { id: string }[]): Change[] =>
  people.map(({ id }) => ({ noun: "principal", id, audience: [id] }));
