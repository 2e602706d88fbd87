"use client";
import { useState } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { ProblemLine } from "@/components/ui/problem-line";
import { toast } from "@/components/ui/toast";
import { CommentDialog } from "../../_comments/comment-dialog";
import { type Decision, DecisionDialog } from "../../_decisions/decision-dialog";
import { type KeptDecision, severalKeptAs, useKeptDecision } from "../../_decisions/kept-decision";
import { useClaim } from "../../_decisions/use-claim";
import { groupItems } from "./group-items";
import { HandledElsewhere, useHandledElsewhere } from "./handled-elsewhere";
import { InboxEntry, type InboxItem, itemWords, may } from "./inbox-item";
import { InboxKeys } from "./inbox-keys";
import { SelectionBar } from "./selection-bar";
import { useFocusAfter } from "./use-focus-after";
import { useSelection } from "./use-selection";

/** The row that has the focus, by the id in its `data-row-id`. */
const focusedId = () => document.activeElement?.closest<HTMLElement>("[data-row-id]")?.dataset.rowId;

interface Open {
  decision: Decision;
  items: InboxItem[];
  typed?: KeptDecision;
}

/** Decide from the keyboard: j and k move, a, s and d decide about the selected rows, else about the focused one. */
export function InboxList({
  items,
  viewerId,
  href,
  hasReturned,
  empty,
}: {
  items: InboxItem[];
  viewerId: string;
  /** Where this list is. */
  href: string;
  /** From a sign-in that a decision about several of them sent this person to. */
  hasReturned: boolean;
  empty: React.ReactNode;
}) {
  const { chosen, isSelected, toggle, select, selectLike, more, clear } = useSelection(items);
  const [open, setOpen] = useState<Open | null>(null);
  const [commenting, setCommenting] = useState<InboxItem | null>(null);
  const { handled, forget } = useHandledElsewhere(items);
  const { say, sending, problem } = useClaim();
  const { leave, onCloseAutoFocus } = useFocusAfter(items);

  useKeptDecision(hasReturned ? severalKeptAs : null, (kept) => {
    const still = items.filter((item) => kept.ids.includes(item.id) && may(kept.decision)(item));
    select(still);
    if (still.length > 0) setOpen({ decision: kept.decision, items: still, typed: kept });
    else toast("What you had chosen was decided meanwhile");
  });
  const onFocused = (act: (item: InboxItem) => void) => () => {
    const focused = items.find((item) => item.id === focusedId());
    if (focused) act(focused);
  };
  const decide = (decision: Decision) => () => {
    const about = chosen.length > 0 ? chosen : items.filter(({ id }) => id === focusedId());
    if (about.length > 0 && about.every(may(decision))) setOpen({ decision, items: about });
  };
  useKeys({
    a: decide("approve"),
    s: decide("shorten"),
    d: decide("deny"),
    x: onFocused(toggle),
    X: onFocused(selectLike),
    e: onFocused(setCommenting),
    c: onFocused((item) => {
      if (!sending) say(item.id, may("claim")(item));
    }),
    Escape: chosen.length > 0 ? clear : undefined,
  });

  return (
    <>
      <HandledElsewhere handled={handled} />
      {problem ? <ProblemLine className="mb-3">{problem}</ProblemLine> : null}
      {items.length === 0 ? empty : null}
      {groupItems(items).map((group) => (
        <section key={group.urgency} className="mb-6 last-of-type:mb-0">
          {group.heading ? <h2 className="mb-2 font-semibold text-[15px]">{group.heading}</h2> : null}
          <ul
            aria-label={group.heading ?? "Requests to decide"}
            className="overflow-hidden rounded-lg border border-line bg-surface"
          >
            {group.items.map((item) => (
              <InboxEntry
                key={item.id}
                item={item}
                viewerId={viewerId}
                isSelected={isSelected(item.id)}
                onSelect={() => toggle(item)}
                onDecide={(decision) => setOpen({ decision, items: [item] })}
              />
            ))}
          </ul>
        </section>
      ))}
      {items.length > 0 ? <InboxKeys /> : null}
      <SelectionBar
        chosen={chosen}
        more={more}
        onMore={selectLike}
        onDecide={(decision) => setOpen({ decision, items: chosen })}
        onClear={clear}
      />
      {commenting ? (
        <CommentDialog
          request={{ id: commenting.id, words: itemWords(commenting) }}
          onClose={() => setCommenting(null)}
        />
      ) : null}
      {open ? (
        <DecisionDialog
          decision={open.decision}
          pathBack={href}
          typed={open.typed}
          requests={open.items.map((item) => ({
            id: item.id,
            words: itemWords(item),
            effectiveDurationSeconds: item.ask.effectiveDurationSeconds,
            stepUp: item.stepUp,
          }))}
          onDecided={(ids) => {
            forget(ids);
            leave(ids);
            clear();
          }}
          onClose={() => setOpen(null)}
          onCloseAutoFocus={onCloseAutoFocus}
        />
      ) : null}
    </>
  );
}
