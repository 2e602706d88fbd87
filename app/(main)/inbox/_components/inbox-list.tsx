"use client";
import { useState } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { CommentDialog } from "../../_comments/comment-dialog";
import { type Decision, DecisionDialog } from "../../_decisions/decision-dialog";
import { useClaim } from "../../_decisions/use-claim";
import { HandledElsewhere, useHandledElsewhere } from "./handled-elsewhere";
import { InboxEntry, type InboxItem, itemWords } from "./inbox-item";
import { useFocusAfter } from "./use-focus-after";

/** The row that has the focus, by the id in its `data-row-id`. */
const focusedId = () => document.activeElement?.closest<HTMLElement>("[data-row-id]")?.dataset.rowId;

/** Decide from the keyboard: j and k move, a, s and d decide about the selected rows, else about the focused one; x selects. */
export function InboxList({
  items,
  viewerId,
  empty,
}: {
  items: InboxItem[];
  viewerId: string;
  empty: React.ReactNode;
}) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<{ decision: Decision; items: InboxItem[] } | null>(null);
  const { handled, forget } = useHandledElsewhere(items);
  const [commenting, setCommenting] = useState<InboxItem | null>(null);
  const { say, sending, problem } = useClaim();
  const { leave, onCloseAutoFocus } = useFocusAfter(items);
  const chosen = items.filter((item) => selected.has(item.id));

  const toggle = (id: string) =>
    setSelected((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  const focused = () => items.find((item) => item.id === focusedId());
  const decideAbout = (decision: Decision) => () => {
    const one = focused() ?? items[0];
    const about = chosen.length > 0 ? chosen : one ? [one] : [];
    if (about.length > 0) setOpen({ decision, items: about });
  };
  useKeys({
    a: decideAbout("approve"),
    s: decideAbout("shorten"),
    d: decideAbout("deny"),
    x: () => {
      const one = focused();
      if (one) toggle(one.id);
    },
    e: () => setCommenting(focused() ?? null),
    c: () => {
      const one = focused();
      if (one && !sending) say(one.id, !one.claims.some((claim) => claim.principal.id === viewerId));
    },
  });

  const close = () => {
    setOpen(null);
    setSelected(new Set());
  };
  return (
    <>
      <HandledElsewhere handled={handled} />
      {problem ? (
        <p role="alert" className="mb-3 text-refused text-sm">
          {problem}
        </p>
      ) : null}
      {chosen.length > 0 ? (
        <div className="sticky top-2 z-10 mb-3 flex flex-wrap items-center gap-2 rounded-lg border border-accent bg-surface px-3 py-2 text-sm shadow-sm">
          <span className="mr-auto font-medium">{chosen.length} selected</span>
          <Button size="sm" look="primary" onClick={() => setOpen({ decision: "approve", items: chosen })}>
            Approve {chosen.length}
          </Button>
          <Button size="sm" look="danger" onClick={() => setOpen({ decision: "deny", items: chosen })}>
            Deny {chosen.length}
          </Button>
        </div>
      ) : null}
      {items.length === 0 ? (
        empty
      ) : (
        <>
          <ul
            aria-label="Requests to decide"
            className="overflow-hidden rounded-lg border border-line bg-surface"
          >
            {items.map((item) => (
              <InboxEntry
                key={item.id}
                item={item}
                viewerId={viewerId}
                isSelected={selected.has(item.id)}
                onSelect={() => toggle(item.id)}
                onDecide={(decision) => setOpen({ decision, items: [item] })}
              />
            ))}
          </ul>
          <p className="mt-3 hidden text-[13px] text-muted md:block">
            Keys: <Kbd>j</Kbd> <Kbd>k</Kbd> move, <Kbd>Enter</Kbd> opens, <Kbd>a</Kbd> approve, <Kbd>s</Kbd>{" "}
            shorten, <Kbd>d</Kbd> deny, <Kbd>c</Kbd> looking at it, <Kbd>e</Kbd> comment, <Kbd>x</Kbd> select.
          </p>
        </>
      )}
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
            effectiveDurationSeconds: item.effectiveDurationSeconds,
          }))}
          onDecided={(ids) => {
            forget(ids);
            leave(ids);
          }}
          onClose={close}
          onCloseAutoFocus={onCloseAutoFocus}
        />
      ) : null}
    </>
  );
}
