import { useState } from "react";
import type { InboxItem } from "./inbox-item";

/** Requests for the same role in the same place, by whomever. */
const isLike = (one: InboxItem) => (other: InboxItem) =>
  other.serviceRef === one.serviceRef &&
  other.ask.role === one.ask.role &&
  other.ask.environment === one.ask.environment;

/** Which items are selected, of those that are still there. */
export function useSelection(items: InboxItem[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const chosen = items.filter(({ id }) => ids.has(id));
  const toggle = ({ id }: InboxItem) =>
    setIds((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  const selectLike = (one: InboxItem) =>
    setIds((before) => new Set([...before, ...items.filter(isLike(one)).map(({ id }) => id)]));
  /** How many more are like what is selected, where all of that is alike. */
  const [first] = chosen;
  const alike = first && chosen.every(isLike(first)) ? items.filter(isLike(first)) : [];
  return {
    chosen,
    isSelected: (id: string) => ids.has(id),
    toggle,
    select: (some: readonly InboxItem[]) => setIds(new Set(some.map(({ id }) => id))),
    selectLike,
    more: first && alike.length > chosen.length ? { one: first, count: alike.length } : null,
    clear: () => setIds(new Set()),
  };
}
