"use client";
import { useNow } from "@/components/ui/clock";
import { Tag } from "@/components/ui/status";
import { Countdown } from "@/components/ui/time";
import type { GrantView } from "@/lib/grants/view";
import { isStillUsed } from "./is-still-used";

const everySecond = () => 1;

/** "Still in use, ends in 4:50", beside access whose end would interrupt somebody; nothing otherwise. */
export function StillUsed({ grant }: { grant: Pick<GrantView, "status" | "use" | "endsAt"> }) {
  const now = useNow(everySecond);
  if (grant.status !== "active" || !isStillUsed(grant, now)) return null;
  return (
    <Tag hue="pending">
      <span className="tabular">
        Still in use, ends in <Countdown until={grant.endsAt} />
      </span>
    </Tag>
  );
}
