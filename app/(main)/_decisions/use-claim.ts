import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { toast } from "@/components/ui/toast";
import { claim, release } from "./actions";

/** "I am looking at it", said and taken back. `problem` is why the last time went wrong. */
export function useClaim() {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, startSending] = useTransition();
  const say = (id: string, isLooking: boolean) =>
    startSending(async () => {
      const answer = await (isLooking ? claim(id) : release(id));
      router.refresh();
      setProblem(answer.ok ? null : answer.problem.detail);
      if (answer.ok) toast(isLooking ? "Others see that you are looking at it" : "You let go of it");
    });
  return { say, sending, problem };
}
