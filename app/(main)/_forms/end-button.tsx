"use client";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import type { ActionResult } from "@/app/_lib/action";
import { Button } from "@/components/ui/button";
import { ProblemLine } from "@/components/ui/problem-line";
import { toast } from "@/components/ui/toast";

interface Props {
  /** A server action. */
  end: () => Promise<ActionResult<unknown>>;
  /** What ends, in full, for whoever does not see the row. */
  label: string;
  /** What is true afterwards. */
  done: string;
}

/** Ends what a row is about, at once; why not stands below. */
export function EndButton({ end, label, done }: Props) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, startSending] = useTransition();
  const send = () =>
    startSending(async () => {
      const answer = await end();
      router.refresh();
      if (!answer.ok) return setProblem(answer.problem.detail);
      toast(done);
    });
  return (
    <span className="grid shrink-0 justify-items-end gap-1">
      <Button size="sm" onClick={send} disabled={sending} aria-label={label}>
        End it
      </Button>
      {problem ? <ProblemLine className="text-[13px]">{problem}</ProblemLine> : null}
    </span>
  );
}
