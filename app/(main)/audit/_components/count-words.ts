/** "1 event", "1,204 events", "more than 100,000 events" */
export function countWords({ count, more }: { count: number; more: boolean }): string {
  const number = count.toLocaleString("en");
  return `${more ? "more than " : ""}${number} ${count === 1 ? "event" : "events"}`;
}
