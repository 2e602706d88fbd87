import {
  Ban,
  CalendarClock,
  CircleCheck,
  CircleDashed,
  CircleSlash,
  Clock,
  Hourglass,
  type LucideIcon,
  TriangleAlert,
  Undo2,
} from "lucide-react";
import { cn } from "./cn";

type Hue = "pending" | "live" | "ended" | "refused";

const looks = {
  pending: { hue: "pending", word: "Waiting", icon: Hourglass },
  approved: { hue: "live", word: "Approved", icon: CircleCheck },
  denied: { hue: "refused", word: "Denied", icon: Ban },
  cancelled: { hue: "ended", word: "Cancelled", icon: Undo2 },
  lapsed: { hue: "ended", word: "Lapsed", icon: CircleDashed },
  superseded: { hue: "ended", word: "Superseded", icon: CircleDashed },
  scheduled: { hue: "pending", word: "Scheduled", icon: CalendarClock },
  active: { hue: "live", word: "Active", icon: CircleCheck },
  expired: { hue: "ended", word: "Ended", icon: Clock },
  revoked: { hue: "refused", word: "Revoked", icon: CircleSlash },
  stale: { hue: "pending", word: "Stale", icon: TriangleAlert },
  ok: { hue: "live", word: "Up to date", icon: CircleCheck },
  refused: { hue: "refused", word: "Refused", icon: Ban },
  deactivated: { hue: "refused", word: "Deactivated", icon: CircleSlash },
  unread: { hue: "pending", word: "Not read yet", icon: CircleDashed },
  failed: { hue: "refused", word: "Failed", icon: TriangleAlert },
  success: { hue: "live", word: "Done", icon: CircleCheck },
} satisfies Record<string, { hue: Hue; word: string; icon: LucideIcon }>;

export type Status = keyof typeof looks;

const hues: Record<Hue, string> = {
  pending: "bg-pending-soft text-pending",
  live: "bg-live-soft text-live",
  ended: "bg-ended-soft text-ended",
  refused: "bg-refused-soft text-refused",
};

/** A status as a word with an icon; colour only helps. */
export function StatusBadge({ status, className }: { status: Status; className?: string }) {
  const { hue, word, icon: Icon } = looks[status];
  return (
    <span
      className={cn(
        "inline-flex h-6 shrink-0 items-center gap-1 rounded-full px-2 font-medium text-xs",
        hues[hue],
        className,
      )}
    >
      <Icon aria-hidden className="size-3.5" />
      {word}
    </span>
  );
}

/** A small neutral or hued label that is not a status. */
export function Tag({ hue, children }: { hue?: Hue | "accent"; children: React.ReactNode }) {
  return (
    <span
      className={cn(
        "inline-flex h-5.5 items-center rounded px-1.5 font-medium text-xs",
        hue === "accent" ? "bg-accent-soft text-accent" : hue ? hues[hue] : "bg-hover text-muted",
      )}
    >
      {children}
    </span>
  );
}

const risks = { low: undefined, medium: undefined, high: "pending", critical: "refused" } as const;

export function RiskTag({ risk }: { risk: keyof typeof risks }) {
  return <Tag hue={risks[risk]}>{risk} risk</Tag>;
}
