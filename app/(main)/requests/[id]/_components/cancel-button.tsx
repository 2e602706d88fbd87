"use client";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { ProblemLine } from "@/components/ui/problem-line";
import { toast } from "@/components/ui/toast";
import { cancel } from "../actions";

export function CancelButton({ id }: { id: string }) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, startSending] = useTransition();
  const send = () =>
    startSending(async () => {
      const answer = await cancel(id);
      router.refresh();
      if (!answer.ok) return setProblem(answer.problem.detail);
      toast("Your request is cancelled");
    });
  return (
    <div className="grid gap-1">
      <Button onClick={send} disabled={sending}>
        {sending ? "Cancelling…" : "Cancel my request"}
      </Button>
      {problem ? <ProblemLine>{problem}</ProblemLine> : null}
    </div>
  );
}
