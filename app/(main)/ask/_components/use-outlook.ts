import { useEffect, useRef, useState } from "react";
import type { ItemPreview } from "@/lib/requests/preview-bundle";
import type { RequestPreview } from "@/lib/requests/preview-request";
import { preview, previewEach } from "../actions";
import { bundleOf, type Draft, singleOf } from "./draft";

const settleMs = 250;

interface Outlooks {
  first: RequestPreview;
  /** Of the further roles, in their order; empty until they were looked up. */
  others: ItemPreview[];
}

/**
 * What would happen if this draft were asked now: the verb's own answer, soon after the last keystroke. Nothing is looked up
 * while it is being asked: that would wait behind the answer, and be sent from the page that comes next.
 */
export function useOutlook(draft: Draft, initial: RequestPreview, isSending: boolean): Outlooks {
  const [outlooks, setOutlooks] = useState<Outlooks>({ first: initial, others: [] });
  // What was looked up, or is being asked: no answer to it is waited for any more.
  const known = useRef<Draft | null>(draft.also ? null : draft);
  useEffect(() => {
    if (isSending) known.current = draft;
    if (draft === known.current) return;
    let outdated = false;
    const timer = setTimeout(async () => {
      known.current = draft;
      const found = await lookUp(draft);
      if (!outdated && found) setOutlooks((before) => ({ ...before, ...found }));
    }, settleMs);
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [draft, isSending]);
  return outlooks;
}

async function lookUp(draft: Draft): Promise<Partial<Outlooks> | null> {
  if (!draft.also?.length) {
    const answer = await preview(singleOf(draft));
    return answer.ok ? { first: answer.value, others: [] } : null;
  }
  const answer = await previewEach(bundleOf(draft));
  if (!answer.ok) return null;
  const [first, ...others] = answer.value;
  return { ...(first?.outlook ? { first: first.outlook } : {}), others };
}
