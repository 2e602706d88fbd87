"use client";
import { Star } from "lucide-react";
import { useRouter } from "next/navigation";
import { useOptimistic, useTransition } from "react";
import { cn } from "@/components/ui/cn";
import { toast } from "@/components/ui/toast";
import { mark, unmark } from "../actions";

interface Props {
  service: { ref: string; title: string; isFavourite: boolean };
  className?: string;
}

/** Whether the reader finds this service first. Shown at once; taken back if it could not be kept. */
export function Favourite({ service, className }: Props) {
  const router = useRouter();
  const [shown, show] = useOptimistic(service.isFavourite);
  const [, start] = useTransition();
  const turn = () =>
    start(async () => {
      show(!shown);
      const answer = await (shown ? unmark : mark)(service.ref);
      if (answer.ok) router.refresh();
      else toast(answer.problem.detail);
    });
  return (
    <button
      type="button"
      aria-pressed={shown}
      aria-label={`${service.title} is a favourite`}
      title={shown ? "Take it from your favourites" : "Make it a favourite"}
      onClick={turn}
      className={cn(
        "relative z-10 grid size-8 shrink-0 cursor-pointer place-items-center rounded-md text-muted hover:bg-hover hover:text-ink",
        className,
      )}
    >
      <Star aria-hidden className={cn("size-4", shown && "fill-pending text-pending")} />
    </button>
  );
}
