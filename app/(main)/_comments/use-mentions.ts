import { useEffect, useRef, useState } from "react";
import { mentionAt, withMention } from "@/components/requests/mention-at";
import type { Mentioned } from "@/lib/comments/schema";
import { findMentionable } from "./actions";

const settleMs = 120;
const mostShown = 6;

/** Offers people while a name is typed after "@", and keeps who was picked: `mentions` are those still named in the text. */
export function useMentions(requestId: string, text: string, setText: (text: string) => void) {
  const [caret, setCaret] = useState(0);
  const [offered, setOffered] = useState<Mentioned[]>([]);
  const [active, setActive] = useState(0);
  const [picked, setPicked] = useState<Mentioned[]>([]);
  const field = useRef<HTMLTextAreaElement>(null);
  const at = mentionAt(
    text,
    caret,
    picked.map(({ name }) => name),
  );
  const typed = at?.typed ?? null;

  useEffect(() => {
    setActive(0);
    if (typed === null) return setOffered([]);
    let stale = false;
    const timer = setTimeout(async () => {
      const answer = await findMentionable(requestId, { q: typed.trim() });
      if (!stale) setOffered(answer.ok ? answer.value.items.slice(0, mostShown) : []);
    }, settleMs);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [requestId, typed]);

  const pick = (person: Mentioned) => {
    if (!at) return;
    const put = withMention(text, caret, at.start, person.name);
    setPicked((before) => [...before.filter(({ id }) => id !== person.id), person]);
    setText(put.text);
    setCaret(put.caret);
    setOffered([]);
    // Once the field holds the new text.
    requestAnimationFrame(() => field.current?.setSelectionRange(put.caret, put.caret));
  };
  /** Gives whether the key was for the offer, and not for the field. */
  const onKey = (key: string): boolean => {
    const person = offered[active];
    if (!person) return false;
    if (key === "ArrowDown") setActive((active + 1) % offered.length);
    else if (key === "ArrowUp") setActive((active + offered.length - 1) % offered.length);
    else if (key === "Enter" || key === "Tab") pick(person);
    else if (key === "Escape") setOffered([]);
    else return false;
    return true;
  };
  const mentions = picked.filter(({ name }) => text.includes(`@${name}`)).map(({ id }) => id);
  return { field, offered, active, pick, onKey, setCaret, mentions };
}
