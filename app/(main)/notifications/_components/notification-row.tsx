"use client";
import { RowLink } from "@/components/ui/rows";
import { RelativeTime } from "@/components/ui/time";
import type { NotificationView } from "@/lib/notifications/schema";
import { isUnread } from "@/lib/notifications/view";
import { readNotifications } from "../../actions";

/** What somebody was told, and where it leads; it is read once they follow it. */
export function NotificationRow({ item }: { item: NotificationView }) {
  const isNew = isUnread(item);
  return (
    <RowLink
      href={item.path}
      onClick={isNew ? () => void readNotifications({ ids: [item.id] }) : undefined}
      aside={<RelativeTime at={item.at} />}
    >
      <span className={isNew ? "block font-medium" : "block"}>
        {isNew ? <span className="sr-only">New: </span> : null}
        {item.sentence}
      </span>
      <span className="block text-[13px] text-muted">
        {item.outcome ?? item.why ?? (item.quote ? `“${item.quote.text}”` : null)}
      </span>
    </RowLink>
  );
}
