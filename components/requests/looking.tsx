"use client";
import { Eye } from "lucide-react";
import { useNow } from "@/components/ui/clock";
import { RelativeTime } from "@/components/ui/time";
import type { ClaimView } from "@/lib/requests/view";

const slowly = () => 20;

/** Who says that they are looking at it; each goes by itself when it lapses. `viewerId` is whoever reads this. */
export function Looking({ claims, viewerId }: { claims: ClaimView[]; viewerId: string }) {
  const now = useNow(slowly);
  return claims
    .filter((claim) => now < Date.parse(claim.until))
    .map(({ principal, at }) => (
      <span
        key={principal.id}
        className="inline-flex items-center gap-1 font-medium text-accent"
        suppressHydrationWarning
      >
        <Eye aria-hidden className="size-3.5" />
        <span>
          {principal.id === viewerId ? "You are" : `${principal.name} is`} looking at it ·{" "}
          <RelativeTime at={at} />
        </span>
      </span>
    ));
}
