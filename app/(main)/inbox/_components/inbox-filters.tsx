import { Chips } from "@/components/ui/chips";
import { hrefOf } from "../../../_lib/query";
import type { InboxItem } from "./inbox-item";

const names = ["service", "role", "requester"] as const;
export type InboxQuery = Partial<Record<(typeof names)[number], string>>;

const mostChips = 8;

/** What the list can be cut to: whatever occurs in it more than once, or is chosen; all of it in the address. */
export function InboxFilters({ items, query }: { items: InboxItem[]; query: InboxQuery }) {
  const chips = names
    .flatMap((name) => valuesOf(items, name).map((value) => ({ name, ...value })))
    .filter(({ name, value, count }) => query[name] === value || (count > 1 && count < items.length))
    .slice(0, mostChips)
    .map(({ name, value, label }) => {
      const isOn = query[name] === value;
      return { label, isOn, href: hrefOf("/inbox", { ...query, [name]: isOn ? null : value }) };
    });
  const isCut = names.some((name) => query[name]);
  if (chips.length === 0 && !isCut) return null;
  return <Chips label="Filter" chips={[{ label: "All", href: "/inbox", isOn: !isCut }, ...chips]} />;
}

function valuesOf(items: InboxItem[], name: (typeof names)[number]) {
  const values = new Map<string, { value: string; label: string; count: number }>();
  for (const item of items) {
    const [value, label] = {
      service: [item.serviceRef, item.ask.serviceTitle],
      role: [item.ask.role, item.ask.role],
      requester: [item.ask.requester.id, item.ask.requester.name],
    }[name] as [string, string];
    values.set(value, { value, label, count: (values.get(value)?.count ?? 0) + 1 });
  }
  return [...values.values()].sort((a, b) => b.count - a.count);
}
