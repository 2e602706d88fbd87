"use client";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast";
import { endActing } from "../actions";

/** Ends it at once, with every token that was got by it. */
export function EndActing({ id, name }: { id: string; name: string }) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, startSending] = useTransition();
  const send = () =>
    startSending(async () => {
      const answer = await endActing(id);
      router.refresh();
      if (!answer.ok) return setProblem(answer.problem.detail);
      toast(`${name} no longer acts for you here`);
    });
  return (
    <span className="grid shrink-0 justify-items-end gap-1">
      <Button size="sm" onClick={send} disabled={sending} aria-label={`End ${name} acting for you`}>
        End
      </Button>
      {problem ? (
        <span role="alert" className="text-[13px] text-refused">
          {problem}
        </span>
      ) : null}
    </span>
  );
}
