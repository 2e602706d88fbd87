"use client";
import { useState } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { CommentDialog } from "../../_comments/comment-dialog";
import { type Decision, DecisionDialog } from "../../_decisions/decision-dialog";
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

/** Decide from the keyboard: j and k move, a, s and d decide about the selected rows, else about the focused one. */
export function InboxList({
  items,
  viewerId,
  empty,
}: {
  items: InboxItem[];
  viewerId: string;
  empty: React.ReactNode;
}) {
  const { chosen, isSelected, toggle, selectLike, more, clear } = useSelection(items);
  const [open, setOpen] = useState<{ decision: Decision; items: InboxItem[] } | null>(null);
  const [commenting, setCommenting] = useState<InboxItem | null>(null);
  const { handled, forget } = useHandledElsewhere(items);
  const { say, sending, problem } = useClaim();
  const { leave, onCloseAutoFocus } = useFocusAfter(items);

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
      {problem ? (
        <p role="alert" className="mb-3 text-refused text-sm">
          {problem}
        </p>
      ) : null}
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
