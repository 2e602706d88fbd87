"use client";
import Link from "next/link";
import { useEffect, useRef, useState } from "react";
import { type InboxItem, itemWords } from "./inbox-item";

interface Handled {
  id: string;
  words: string;
}

interface Answer {
  status: string;
  stages: { decisions: { approver: { name: string }; verdict: "approve" | "deny" }[] }[];
}

/** What left the list while it was open without this person's doing, and what became of it. */
export function useHandledElsewhere(items: InboxItem[]) {
  const [handled, setHandled] = useState<Handled[]>([]);
  const before = useRef(items);
  const own = useRef(new Set<string>());
  useEffect(() => {
    const gone = before.current.filter(
      (item) => !own.current.has(item.id) && !items.some((still) => still.id === item.id),
    );
    before.current = items;
    for (const item of gone) {
      void outcomeOf(item).then((words) =>
        setHandled((known) => [{ id: item.id, words }, ...known].slice(0, 5)),
      );
    }
  }, [items]);
  /** These are gone because this person decided them. */
  const forget = (ids: string[]) => {
    for (const id of ids) own.current.add(id);
  };
  return { handled, forget };
}

async function outcomeOf(item: InboxItem): Promise<string> {
  const answer = await fetch(`/api/v1/requests/${item.id}`).catch(() => null);
  if (!answer?.ok) return `${itemWords(item)} is no longer yours to decide`;
  const request: Answer = await answer.json();
  const last = request.stages.flatMap((stage) => stage.decisions).at(-1);
  if (last && request.status !== "cancelled" && request.status !== "lapsed")
    return `${last.approver.name} ${last.verdict === "approve" ? "approved" : "denied"} ${itemWords(item)}`;
  return `${itemWords(item)} ${request.status === "lapsed" ? "closed by itself" : `was ${request.status}`}`;
}

export function HandledElsewhere({ handled }: { handled: Handled[] }) {
  return (
    <ul
      aria-live="polite"
      aria-label="Handled meanwhile"
      className="mb-3 grid gap-1 text-[13px] empty:hidden"
    >
      {handled.map((each) => (
        <li key={each.id} className="text-muted">
          <Link href={`/requests/${each.id}`} className="underline-offset-2 hover:underline">
            {each.words}
          </Link>
          .
        </li>
      ))}
    </ul>
  );
}
