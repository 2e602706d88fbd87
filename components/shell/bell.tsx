"use client";
import { Bell as BellIcon } from "lucide-react";
import Link from "next/link";
import { cn } from "@/components/ui/cn";
import { RelativeTime } from "@/components/ui/time";
import type { NotificationView } from "@/lib/notifications/schema";
import { isUnread } from "@/lib/notifications/view";

interface Props {
  unread: number;
  /** The latest, newest first. */
  latest: NotificationView[];
  markRead: (input: { ids?: string[] }) => Promise<unknown>;
}

/** What I was told, one press away from every page. */
export function Bell({ unread, latest, markRead }: Props) {
  return (
    <>
      <button
        type="button"
        popoverTarget="bell"
        className="relative grid size-9 place-items-center rounded-md text-muted hover:bg-hover hover:text-ink"
      >
        <BellIcon aria-hidden className="size-4.5" />
        <span className="sr-only">{unread > 0 ? `Notifications, ${unread} unread` : "Notifications"}</span>
        {unread > 0 ? (
          <span
            aria-hidden
            className="absolute -top-0.5 right-0 min-w-4 rounded-full bg-accent px-1 text-center font-semibold text-[10px] text-accent-ink leading-4 tabular-nums"
          >
            {unread}
          </span>
        ) : null}
      </button>
      <div
        id="bell"
        popover="auto"
        className="fixed inset-x-3 top-14 bottom-auto m-0 max-h-[75dvh] w-auto overflow-y-auto rounded-xl border border-line bg-surface text-ink shadow-xl md:right-auto md:left-56 md:w-96"
      >
        <div className="flex items-baseline justify-between gap-3 border-line border-b px-4 py-3">
          <h2 className="font-semibold text-sm">Notifications</h2>
          {unread > 0 ? (
            <button
              type="button"
              onClick={() => void markRead({})}
              className="text-[13px] text-accent underline-offset-2 hover:underline"
            >
              Mark all as read
            </button>
          ) : null}
        </div>
        {latest.length === 0 ? (
          <p className="px-4 py-6 text-center text-muted text-sm">Nothing yet.</p>
        ) : (
          <ul>
            {latest.map((item) => (
              <Item key={item.id} item={item} markRead={markRead} />
            ))}
          </ul>
        )}
        <Link
          href="/notifications"
          onClick={closePopover}
          className="block border-line border-t px-4 py-2.5 text-accent text-sm underline-offset-2 hover:underline"
        >
          All notifications, and what reaches you
        </Link>
      </div>
    </>
  );
}

const closePopover = (event: React.MouseEvent<HTMLElement>) =>
  event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();

function Item({ item, markRead }: { item: NotificationView } & Pick<Props, "markRead">) {
  const isNew = isUnread(item);
  return (
    <li className="border-line border-t first:border-t-0">
      <Link
        href={item.path}
        onClick={(event) => {
          closePopover(event);
          if (isNew) void markRead({ ids: [item.id] });
        }}
        className="flex gap-2.5 px-4 py-2.5 text-sm hover:bg-sunken focus-visible:-outline-offset-2"
      >
        <span
          aria-hidden
          className={cn("mt-1.5 size-2 shrink-0 rounded-full", isNew ? "bg-accent" : "bg-transparent")}
        />
        <span className="min-w-0 grow">
          <span className={cn("block break-words", isNew ? "font-medium" : "text-muted")}>
            {isNew ? <span className="sr-only">New: </span> : null}
            {item.title}
          </span>
          <span className="block text-[13px] text-muted">
            {item.outcome ? `${item.outcome} · ` : ""}
            <RelativeTime at={item.at} />
          </span>
        </span>
      </Link>
    </li>
  );
}
