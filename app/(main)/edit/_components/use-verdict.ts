import { useEffect, useState } from "react";
import type { EditVerdict } from "@/lib/edits/judge-edit";
import type { ServicePreview } from "@/lib/previews/schema";
import { judge } from "../actions";

/** What is known of a text, which may have been typed on since. */
export interface Checked {
  verdict: EditVerdict | null;
  /** Of the last text that had no error. */
  preview: ServicePreview | null;
  summary: string;
  cut: string[];
  /** Whether the verdict is of what stands in the editor. */
  isCurrent: boolean;
  /** Why there is no verdict. */
  refusal: string | null;
}

const settleMs = 400;

/** The reader's and the preview's own words about a text, soon after the last keystroke. `mark`: when it changes, all is asked anew. */
export function useVerdict(service: string, text: string, mark: string): Checked {
  const [known, setKnown] = useState<Omit<Checked, "isCurrent"> & { of: string | null }>({
    verdict: null,
    preview: null,
    summary: "",
    cut: [],
    refusal: null,
    of: null,
  });
  const asked = `${mark}\n${text}`;
  useEffect(() => {
    let outdated = false;
    const timer = setTimeout(async () => {
      const answer = await judge({ service, text }).catch(() => null);
      if (outdated) return;
      setKnown((before) => {
        const refused = { ...before, verdict: null, of: asked };
        if (!answer) return { ...refused, refusal: "Daypass cannot be reached. Your text is kept." };
        if (!answer.ok) return { ...refused, refusal: answer.problem.detail };
        const { preview, summary, cut } = answer.value;
        const last = preview ? { ...before, preview, summary, cut } : before;
        return { ...last, verdict: answer.value, refusal: null, of: asked };
      });
    }, settleMs);
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [service, text, asked]);
  return { ...known, isCurrent: known.of === asked };
}
