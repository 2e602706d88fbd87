import { useEffect, useRef } from "react";
import { useViewer } from "@/components/shell/signed-in";
import { takeBack } from "../_step-up/kept";
import type { Decision } from "./decision-dialog";

/** What was typed into a decision, as it waits in the tab while its writer signs in again. */
export interface KeptDecision {
  decision: Decision;
  ids: string[];
  comment: string;
  seconds: number | null;
}

/** Of several requests the list takes it back, of one its own page. */
export const severalKeptAs = "decisions";

export const keptAs = (decision: Decision, ids: readonly string[]) =>
  ids.length === 1 ? `decision ${decision} ${ids[0]}` : severalKeptAs;

/** Gives `then` once what is kept as `what`, if anything is; null: nothing is asked for. */
export function useKeptDecision(what: string | null, then: (kept: KeptDecision) => void): void {
  const { principalId } = useViewer();
  const latest = useRef(then);
  useEffect(() => {
    latest.current = then;
  });
  useEffect(() => {
    const kept = what === null ? null : (takeBack(principalId, what) as KeptDecision | null);
    if (kept) latest.current(kept);
  }, [principalId, what]);
}
