import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { demandOf, type SignInDemand } from "../_step-up/demand";
import { decide } from "./actions";
import type { Decided } from "./decided-list";

export interface Answer {
  verdict: "approve" | "deny";
  comment: string | null;
  durationSeconds?: number;
}

/**
 * Sends one answer about several requests. Whichever of them was refused stays in `left`, with the reason; what was decided
 * is reported and not sent again. `demand`: a sign-in that got too old while the dialog was open.
 */
export function useDecide(requests: Decided[], onDecided: (decided: Decided[], left: Decided[]) => void) {
  const router = useRouter();
  const [left, setLeft] = useState(requests);
  const [refusals, setRefusals] = useState<ReadonlyMap<string, string>>(new Map());
  const [demand, setDemand] = useState<SignInDemand | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, startSending] = useTransition();

  const send = (given: Answer) =>
    startSending(async () => {
      const answer = await decide({ ids: left.map((request) => request.id), ...given });
      router.refresh();
      if (!answer.ok) return setProblem(answer.problem.detail);
      const refused = new Map(
        answer.value.results.flatMap(({ id, problem }) => (problem ? [[id, problem.detail]] : [])),
      );
      const demands = answer.value.results.flatMap(
        ({ problem }) => (problem && demandOf(problem, problem)) ?? [],
      );
      setDemand(demands[0] ?? null);
      const undecided = left.filter(({ id }) => refused.has(id));
      const decided = left.filter(({ id }) => !refused.has(id));
      setProblem(null);
      setRefusals(refused);
      setLeft(undecided);
      onDecided(decided, undecided);
    });
  return { left, refusals, demand, problem, sending, send };
}
