"use client";
import { RotateCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import { replay } from "../actions";

/** By then a receiver that answers at once has what was sent again. */
const arrivalMs = 2_000;

/** Has one message, or all that did not arrive at a destination, tried again now. */
export function Replay({
  destination,
  message,
  children,
}: {
  destination: string;
  message?: string;
  children: string;
}) {
  const router = useRouter();
  const [sending, startSending] = useTransition();
  const send = () =>
    startSending(async () => {
      const answer = await replay(destination, message === undefined ? {} : { message });
      if (!answer.ok) return toast(answer.problem.detail);
      const { replayed } = answer.value;
      toast(replayed === 1 ? "One message is sent again" : `${replayed} messages are sent again`);
      setTimeout(() => router.refresh(), arrivalMs);
    });
  return (
    <Button size="sm" onClick={send} disabled={sending}>
      <RotateCw aria-hidden className="size-3.5" />
      {children}
      <span className="sr-only"> to {destination}</span>
    </Button>
  );
}
