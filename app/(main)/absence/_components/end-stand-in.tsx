"use client";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import { end } from "../actions";

/** Ends it at once: whoever is away decides alone again. */
export function EndStandIn({ id, label }: { id: string; label: string }) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, startSending] = useTransition();
  const send = () =>
    startSending(async () => {
      const answer = await end(id);
      if (!answer.ok) return setProblem(answer.problem.detail);
      toast("It has ended");
      router.refresh();
    });
  return (
    <span className="grid justify-items-end gap-1">
      <Button size="sm" onClick={send} disabled={sending} aria-label={label}>
        End it
      </Button>
      {problem ? (
        <span role="alert" className="text-[13px] text-refused">
          {problem}
        </span>
      ) : null}
    </span>
  );
}
