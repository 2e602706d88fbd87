import { useEffect, useState } from "react";
import { useViewer } from "@/components/shell/signed-in";
import { takeBack } from "../../_step-up/kept";
import type { Draft } from "./draft";

/** What a draft is kept as in this tab. */
export const keptAs = "ask";

/** The draft of the form; for whoever comes back from a sign-in that it sent them to, as they left it. */
export function useKeptDraft(initial: Draft, hasReturned: boolean) {
  const { principalId } = useViewer();
  const [draft, setDraft] = useState(initial);
  useEffect(() => {
    const kept = hasReturned ? (takeBack(principalId, keptAs) as Draft | null) : null;
    if (kept?.service === initial.service) setDraft(kept);
  }, [principalId, hasReturned, initial.service]);
  return [draft, setDraft] as const;
}
