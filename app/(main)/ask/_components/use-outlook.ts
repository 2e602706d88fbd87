import { useEffect, useRef, useState } from "react";
import type { RequestPreview } from "@/lib/requests/preview-request";
import { preview } from "../actions";

/** What the form says so far; the verb takes it as it is. */
export interface Draft {
  service: string;
  role: string;
  environment: string | null;
  durationSeconds: number;
  justification: string;
  ticket?: string;
  startsAt?: string;
  beneficiary?: string;
}

const settleMs = 250;

/**
 * What would happen if this draft were asked now: the verb's own answer, soon after the last keystroke. Nothing is looked up
 * while it is being asked: that would wait behind the answer, and be sent from the page that comes next.
 */
export function useOutlook(draft: Draft, initial: RequestPreview, isSending: boolean): RequestPreview {
  const [outlook, setOutlook] = useState(initial);
  // What was looked up, or is being asked: no answer to it is waited for any more.
  const known = useRef(draft);
  useEffect(() => {
    if (isSending) known.current = draft;
    if (draft === known.current) return;
    let outdated = false;
    const timer = setTimeout(async () => {
      known.current = draft;
      const answer = await preview(draft);
      if (!outdated && answer.ok) setOutlook(answer.value);
    }, settleMs);
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [draft, isSending]);
  return outlook;
}
