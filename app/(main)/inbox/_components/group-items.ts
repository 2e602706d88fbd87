import type { Urgency } from "@/lib/requests/list-inbox";
import type { InboxItem } from "./inbox-item";

const words: Record<Urgency, string> = {
  hour: "Closes within the hour",
  day: "Closes within a day",
  later: "Later",
};

export interface InboxGroup {
  urgency: Urgency;
  /** Null: everything is alike, and a heading would say nothing. */
  heading: string | null;
  items: InboxItem[];
}

/** The list in its groups, in the order given. What closes within the hour always says so. */
export function groupItems(items: readonly InboxItem[]): InboxGroup[] {
  const groups: InboxGroup[] = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (last?.urgency === item.urgency) last.items.push(item);
    else groups.push({ urgency: item.urgency, heading: words[item.urgency], items: [item] });
  }
  return groups.length === 1
    ? groups.map((group) => ({ ...group, heading: group.urgency === "hour" ? group.heading : null }))
    : groups;
}
