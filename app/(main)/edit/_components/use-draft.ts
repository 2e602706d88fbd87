import { useCallback, useEffect, useState } from "react";
import type { EditView } from "@/lib/edits/get-edit";

/** What somebody typed, and what stood there when they began. */
interface Draft {
  text: string;
  base: { mark: string; version: number; text: string };
}

const keyOf = (ref: string) => `daypass.edit:${ref}`;

/**
 * The text of the editor. What was typed outlives a reload and the way back, in this tab, until it is discarded; a declaration
 * that changes meanwhile never takes its place.
 */
export function useDraft(edit: EditView) {
  const [draft, setDraft] = useState<Draft>({ text: edit.text, base: edit });
  const key = keyOf(edit.ref);
  // After the first paint: the server knows nothing of what this tab keeps.
  useEffect(() => {
    const kept = readDraft(sessionStorage.getItem(key));
    if (kept) setDraft(kept);
  }, [key]);
  useEffect(() => {
    setDraft((now) => (now.text === now.base.text ? { text: edit.text, base: edit } : now));
  }, [edit]);
  const isTyped = draft.text !== draft.base.text;

  const isChanged = draft.text !== edit.text;
  useEffect(() => {
    if (!isChanged || !isTyped) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [isChanged, isTyped]);

  const { base } = draft;
  const change = useCallback(
    (text: string) => {
      setDraft({ text, base });
      const { mark, version } = base;
      if (text === base.text) sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, JSON.stringify({ text, base: { mark, version, text: base.text } }));
    },
    [key, base],
  );
  const discard = useCallback(() => {
    sessionStorage.removeItem(key);
    setDraft({ text: edit.text, base: edit });
  }, [key, edit]);
  return {
    text: draft.text,
    /** Against what stands in the file now. */
    isChanged,
    /** The version that the text was begun with, where that is not what stands there now. */
    begunWith: isTyped && draft.base.mark !== edit.mark ? draft.base.version : null,
    change,
    discard,
  };
}

function readDraft(kept: string | null): Draft | null {
  if (kept === null) return null;
  try {
    const { text, base }: Draft = JSON.parse(kept);
    const isDraft = [text, base.mark, base.text].every((part) => typeof part === "string");
    return isDraft && typeof base.version === "number" ? { text, base } : null;
  } catch {
    return null;
  }
}
