import type { NotificationView } from "./schema";

/** What waits to be read: neither read nor settled. `countUnread` says the same in SQL. */
export const isUnread = ({ readAt, closedAt }: Pick<NotificationView, "readAt" | "closedAt">): boolean =>
  readAt === null && closedAt === null;
